# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Without a configuration: loopback and the Unix socket only, and no grants for strangers. Needs port 5020."""

import os
import pathlib
import shutil

import pytest

from support.gateway import REPOSITORY, SHIPPED_POLICIES, binary, environment
from support.program import Program
from support.wamp import Peer, RawSocket, WebSocket

LISTENING = "0A"
LOOPBACK_5020 = "0100007F:139C"


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
    assert listening_addresses(gateway.pid) == {LOOPBACK_5020}
    owner.closes()
    stranger.closes()
    assert gateway.stop() == 0


def listening_addresses(pid):
    """As the kernel writes them: in hexadecimal, an IPv4 address backwards."""
    sockets = {os.readlink(descriptor) for descriptor in pathlib.Path(f"/proc/{pid}/fd").iterdir()}
    tables = [pathlib.Path(f"/proc/{pid}/net/{family}").read_text() for family in ("tcp", "tcp6")]
    rows = [line.split() for table in tables for line in table.splitlines()[1:]]
    return {row[1] for row in rows if row[3] == LISTENING and f"socket:[{row[9]}]" in sockets}
