# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""What docs/pairing.md shows at the desktop is what people see there, with the configuration of examples/phone.toml."""

import re

import pytest

from support.documents import blocks, pattern_of, transcript
from support.gateway import REPOSITORY, SHIPPED_POLICIES, binary, environment
from support.phone import Link, Phone
from support.program import Program
from support.terminal import Terminal

PAGE = REPOSITORY / "docs/pairing.md"
EXAMPLE = REPOSITORY / "examples/phone.toml"


@pytest.fixture
def gateway(folder, bus, started):
    """With the example, but for the addresses: every port is free on loopback alone."""
    listen = 'websocket = false\ntls = "127.0.0.1:0"\n'
    text = EXAMPLE.read_text().replace("lan = 5021\n", listen).replace("../policies", str(SHIPPED_POLICIES))
    assert listen in text
    file = folder / ".config/deskgate/deskgate.toml"
    file.parent.mkdir(parents=True)
    file.write_text(text)
    gateway = started.enter_context(
        Program([binary(), "run"], env=environment(folder, bus.address), cwd=REPOSITORY))
    gateway.stdout.wait_for("^Try next: build/dev/deskgate pair$")
    return gateway


def test_the_desktop_asks_as_the_page_shows(gateway, folder):
    console, = (text for kind, text in blocks(PAGE.read_text()) if kind == "console")
    (command, lines), = transcript(console)
    phone = Phone("Pixel 8")
    with Terminal([binary(), *command.split()[1:]], env=environment(folder)) as terminal:
        link = Link(terminal.wait_for(r"(https://\S+)")[1])
        peer, request = phone.claims(link)
        terminal.wait_for(r"Allow\? \[y/N\] $")
        terminal.types("y\n")
        terminal.wait_for(r"shows it\.\r\n")
        granted, = peer.result_of(request)
        seen = terminal.text.replace("\r\n", "\n").rstrip("\n")
    shown = [line.replace("192.168.1.20", "127.0.0.1").replace("amber river", phone.words(link)) for line in lines]
    assert re.fullmatch(pattern_of(shown), seen), seen
    assert (granted["grants"], granted["expires"]) == (["mpris.control"], None)
    peer.closes()
