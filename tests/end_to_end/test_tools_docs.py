# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""docs/tools.md shows what people see: each transcript in it is played, in order; "..." stands for anything."""

import re
import shlex

import pytest

from support.documents import blocks, pattern_of, transcript
from support.gateway import REPOSITORY, SHIPPED_POLICIES, binary, environment
from support.phone import Link, Phone
from support.program import run

PAGE = REPOSITORY / "docs/tools.md"
INSTALLED_POLICIES = "/usr/share/deskgate/policies"
HOME = "/home/ann"


@pytest.fixture
def desk(start_gateway, mpv, folder):
    """A user who has configured Deskgate, whose player plays, and whose phone has asked for more than it may."""
    own = folder / ".config/deskgate"
    (own / "policies").mkdir(parents=True)
    listen = {"websocket": "127.0.0.1:0", "tls": "127.0.0.1:0", "unix": str(folder / "deskgate/wamp.sock")}
    gateway = start_gateway("mpris.view", policies=[SHIPPED_POLICIES, own / "policies"], config={"listen": listen})
    (own / "deskgate.toml").symlink_to(folder / "deskgate.toml")
    with gateway.owner() as owner:
        phone, address = paired_phone(owner)
    with phone.joins(address) as peer:
        assert peer.fails_to_call(mpv.uri_of("PlayPause")).uri == "wamp.error.not_authorized"
    return folder


def paired_phone(owner):
    """One whose key, and with it its id, is the same each time; and where it finds the desktop."""
    owner.subscribes("org.deskgate.admin.pairing.asked")
    link = Link(owner.calls("org.deskgate.admin.pairing.open", {"grants": ["mpris.view"]})[0]["link"])
    phone = Phone("Pixel 8", seed=bytes(32))
    peer, request = phone.claims(link)
    owner.calls("org.deskgate.admin.pairing.answer", owner.next_event().arguments[0]["number"], True)
    peer.result_of(request)
    peer.closes()
    return phone, link.addresses[0]


def test_each_transcript_is_true(desk, bus):
    played = 0
    consoles = (text for kind, text in blocks(PAGE.read_text()) if kind == "console")
    for command, lines in (entry for console in consoles for entry in transcript(console)):
        program, *words = shlex.split(command)
        assert program == "deskgate"
        ended = run([binary(), *words], env=environment(desk, bus.address), cwd=desk)
        said = ended.stdout.replace(str(SHIPPED_POLICIES), INSTALLED_POLICIES).replace(str(desk), HOME).rstrip("\n")
        assert (ended.returncode, ended.stderr) == (0, ""), command
        assert re.fullmatch(pattern_of(lines), said), f"{command} said:\n{said}"
        played += 1
    assert played > 10
