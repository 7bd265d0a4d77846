# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Without a configuration: loopback and the Unix socket only, and no grants for strangers. Needs port 5020."""

import shutil

import pytest

from support.gateway import REPOSITORY, SHIPPED_POLICIES, binary, environment
from support.program import Program, run
from support.wamp import Peer, RawSocket, WebSocket


@pytest.fixture
def policies(folder):
    """Where a user's own policy files are."""
    policies = folder / ".config/deskgate/policies"
    policies.mkdir(parents=True)
    shutil.copy(SHIPPED_POLICIES / "mpris.toml", policies)


def test_without_configuration_strangers_hold_no_grant_and_the_owner_every_one(folder, policies, bus, mpv,
                                                                                    started):
    gateway = started.enter_context(Program([binary(), "run"], env=environment(folder, bus.address), cwd=REPOSITORY))
    url = gateway.stdout.wait_for(r"listens on (ws://\S+)")[1]
    assert url == "ws://127.0.0.1:5020/ws"
    gateway.stdout.wait_for(mpv.uri)
    stranger = started.enter_context(Peer(WebSocket(url)).joins())
    assert stranger.fails_to_call(mpv.uri_of("PlayPause")).uri == "wamp.error.not_authorized"
    owner = started.enter_context(Peer(RawSocket(folder / "deskgate" / "wamp.sock")).joins())
    assert owner.calls(mpv.uri_of("PlaybackStatus.get")) == ["Playing"]
    assert listening_addresses(gateway.pid) == {"127.0.0.1:5020"}
    owner.closes()
    stranger.closes()
    assert gateway.stop() == 0


def listening_addresses(pid):
    lines = run(["ss", "-Hltnp"]).stdout.splitlines()
    return {line.split()[3] for line in lines if f"pid={pid}," in line}
