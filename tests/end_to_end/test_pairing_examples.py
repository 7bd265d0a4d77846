# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""The example programs that are paired, with stock clients: autobahn from npm and from Debian."""

import base64
import os
import re
import stat
import sys

import pytest

from support.gateway import REPOSITORY
from support.phone import Phone
from support.program import Program, require, run

TLS = {"listen": {"websocket": "127.0.0.1:0", "unix": "deskgate/wamp.sock", "tls": "127.0.0.1:0"}}
COMMANDS = {
    "pair.mjs": ["node", str(REPOSITORY / "examples/javascript/pair.mjs")],
    "pair.py": [sys.executable, "-B", str(REPOSITORY / "examples/python/pair.py")],
}
EACH = pytest.mark.parametrize("example", COMMANDS)
SEES = "sees  org.deskgate.everything"


@pytest.fixture
def gateway(start_gateway, everything):
    return start_gateway(config=TLS)


@pytest.fixture
def desk(gateway):
    owner = gateway.owner()
    owner.subscribes("org.deskgate.admin.pairing.asked")
    return owner


def environment(folder):
    require("node", "nodejs")
    return {"PATH": os.environ["PATH"], "DESKGATE_DEVICE": str(folder / "device.json"), "HOME": str(folder)}


def opens(desk):
    return desk.calls("org.deskgate.admin.pairing.open", {"grants": ["everything.use"]})[0]["link"]


def is_paired(example, desk, folder, started, link):
    """The desktop says yes to the example, which then logs in."""
    program = started.enter_context(Program([*COMMANDS[example], link, "my example"], env=environment(folder)))
    words = program.stdout.wait_for(r"Check words: (\w+ \w+)\.")[1]
    asked = desk.next_event().arguments[0]
    assert (asked["words"], asked["name"]) == (words, "my example")
    desk.calls("org.deskgate.admin.pairing.answer", asked["number"], True)
    program.stdout.wait_for('^Paired as "my example" with the grants everything.use.$')
    program.stdout.wait_for(f"^{SEES}$")
    assert program.wait() == 0


@EACH
def test_is_paired_and_logs_in_again(example, desk, folder, started):
    is_paired(example, desk, folder, started, opens(desk))
    assert stat.S_IMODE((folder / "device.json").stat().st_mode) == 0o600
    again = run(COMMANDS[example], env=environment(folder))
    assert (again.returncode, again.stdout) == (0, SEES + "\n"), again.stderr


@EACH
def test_looks_for_the_desktop_at_each_address(example, desk, folder, started):
    link = opens(desk).replace("&a=", "&a=127.0.0.1:1,[::1]:1,")
    is_paired(example, desk, folder, started, link)
    assert run(COMMANDS[example], env=environment(folder)).stdout == SEES + "\n"


@EACH
def test_follows_the_desktop_to_another_identity_key(example, desk, folder, started):
    is_paired(example, desk, folder, started, opens(desk))
    for renewals in (2, 3):  # more than there are links: it must have kept the key that it was led to
        for _ in range(renewals):
            desk.calls("org.deskgate.admin.identity.renew")
        again = run(COMMANDS[example], env=environment(folder))
        assert (again.returncode, again.stdout) == (0, SEES + "\n"), again.stderr


@EACH
def test_names_the_addresses_where_nothing_answers(example, desk, folder):
    link = re.sub("&a=[^&]+", "&a=127.0.0.1:1,[::1]:1", opens(desk))
    ended = run([*COMMANDS[example], link], env=environment(folder))
    assert (ended.returncode, ended.stderr.splitlines()[0]) == (
        1, "Nothing answers at 127.0.0.1:1. Nothing answers at [::1]:1.")


def test_takes_another_key_and_stays_paired(desk, folder, started):
    kept = folder / "device.json"
    is_paired("pair.py", desk, folder, started, opens(desk))
    device, = desk.calls("org.deskgate.admin.devices.list")[0]
    before = kept.read_text()
    ended = run([*COMMANDS["pair.py"], "--rotate"], env=environment(folder))
    assert (ended.returncode, ended.stdout) == (0, f"Has another key.\n{SEES}\n"), ended.stderr
    after, = desk.calls("org.deskgate.admin.devices.list")[0]
    assert (after["id"], after["name"]) == (device["id"], device["name"])
    kept.write_text(before)
    assert "Not let in" in run(COMMANDS["pair.py"], env=environment(folder)).stderr


def test_leaves_a_key_alone_that_may_be_the_good_one(desk, folder, started):
    is_paired("pair.py", desk, folder, started, opens(desk))
    left = folder / "device.next"
    left.write_text("the key of a time without an answer")
    ended = run([*COMMANDS["pair.py"], "--rotate"], env=environment(folder))
    assert ended.returncode == 1 and f"{left} is left from a time without an answer.\n" in ended.stderr
    assert left.read_text() == "the key of a time without an answer"


@EACH
def test_says_nothing_to_another_key(example, gateway, desk, folder):
    link = re.sub("c=[^&]{5}", "c=AAAAA", opens(desk))
    ended = run([*COMMANDS[example], link], env=environment(folder))
    assert ended.returncode == 1 and "has another key.\n" in ended.stderr
    assert "joined" not in gateway.stderr.text


@EACH
def test_believes_no_other_desktop(example, gateway, desk, folder):
    other = base64.urlsafe_b64encode(Phone(seed=bytes(32)).public).decode().rstrip("=")
    link = re.sub("r=[^&]{43}", f"r={other}", opens(desk))
    ended = run([*COMMANDS[example], link], env=environment(folder))
    assert ended.returncode == 1 and "That is another desktop.\n" in ended.stderr, ended


@EACH
def test_a_no_is_told(example, gateway, desk, folder, started):
    program = started.enter_context(Program([*COMMANDS[example], opens(desk)], env=environment(folder)))
    desk.calls("org.deskgate.admin.pairing.answer", desk.next_event().arguments[0]["number"], False)
    program.stderr.wait_for("the answer was no")
    program.stderr.wait_for("Ask for a new code: deskgate pair")
    assert program.wait() == 1
    assert not (folder / "device.json").exists()
