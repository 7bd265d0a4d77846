# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""A service without introspection, with the types that the example in docs/policies.md gives it."""

import re

import pytest

from support.gateway import REPOSITORY
from support.services import Mute


@pytest.fixture
def client(folder, bus, started, start_gateway):
    started.enter_context(Mute(bus))
    text = (REPOSITORY / "docs/policies.md").read_text()
    blocks = re.findall(r"^```toml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    policies = folder / "policies"
    policies.mkdir()
    (policies / "jukebox.toml").write_text(next(block for block in blocks if "Jukebox" in block))
    return start_gateway("jukebox.use", policies=[policies]).client()


def test_a_method_is_called_with_the_types_of_the_file(client):
    assert client.calls("org.example.jukebox.Mute.Play", "First Light", 7) == ["First Light 7"]


def test_a_condition_speaks_of_the_names_of_the_file(client):
    error = client.fails_to_call("org.example.jukebox.Mute.Play", "x" * 41, 7)
    assert error.uri == "wamp.error.not_authorized"
    assert "title" in error.text


def test_a_signal_that_only_the_file_knows_is_heard(client):
    client.subscribes("org.example.jukebox.Mute.Played")
    client.calls("org.example.jukebox.Mute.Play", "First Light", 7)
    assert client.next_event().arguments == [7]
