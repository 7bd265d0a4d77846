# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""The unit in systemd/: nothing that it forbids is needed, and it leaves Deskgate its own sandbox."""

import os
import re
import signal
import socket
import ssl
import sys

import pytest

from support.gateway import REPOSITORY, binary, environment, to_toml
from support.logins import PUBLIC, by_cryptosign
from support.program import require, run
from support.tools import Tools
from support.wamp import WELCOME, Peer, RawSocket

UNIT = REPOSITORY / "systemd/deskgate.service"
IN_THE_UNIT = (sys.executable, "-B", str(REPOSITORY / "tests/support/unit_sandbox.py"))


@pytest.fixture(autouse=True)
def no_search_for_leaks(monkeypatch):
    """It traces the process at its end, which the unit does not allow."""
    options = [os.environ.get("ASAN_OPTIONS", ""), "detect_leaks=0"]
    monkeypatch.setenv("ASAN_OPTIONS", ":".join(filter(None, options)))


@pytest.fixture
def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.fixture
def gateway(start_gateway, everything, folder, free_port):
    require("systemd-analyze", "systemd")
    return start_gateway(wrapper=(*IN_THE_UNIT, str(UNIT)), config={
        "listen": {"websocket": "127.0.0.1:0", "unix": str(folder / "deskgate/wamp.sock"), "tls": "127.0.0.1:0",
                   "lan": free_port},
        "role": {"anonymous": {"grants": ["everything.use"]}, "family": {"grants": ["everything.use"]}},
        "principal": {"phone": {"role": "family", "cryptosign": [PUBLIC]}}})


class OverTls:
    """A stranger's connections to the port of TLS."""

    def __init__(self, gateway, started):
        self._port = int(gateway.stdout.wait_for(r"listens on wss://127\.0\.0\.1:(\d+)")[1])
        self._started = started

    def connect(self):
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return self._started.enter_context(Peer(RawSocket(address=("127.0.0.1", self._port), tls=context)))


def test_the_sandbox_within_is_whole(gateway, folder):
    sandbox = Tools(folder).says_json("status", "--json")["sandbox"]
    assert (sandbox["files"], sandbox["system_calls"]) == (True, True)


def test_changes_of_addresses_are_heard(gateway):
    gateway.stop()
    assert "are not heard" not in gateway.stderr.wait_for_the_end()


def test_who_logs_in_over_tls_calls_a_service(gateway, everything, started):
    peer, said = by_cryptosign(OverTls(gateway, started))
    assert said[0] == WELCOME, said
    assert peer.calls(everything.uri_of("Add"), 2, 3) == [5]


def test_files_are_read_again(gateway, everything, folder):
    file = folder / "deskgate.toml"
    file.write_text(file.read_text().replace('grants = ["everything.use"]', "grants = []"))
    gateway.stderr.wait_for("^info +reload: ")
    gateway.client().fails_to_call(everything.uri_of("Add"), 2, 3)


def test_a_call_that_a_unit_does_not_allow_ends_it_here(folder):
    """Else the tests above would show nothing."""
    narrower, file = folder / "deskgate.service", folder / "deskgate.toml"
    narrower.write_text(re.sub("^SystemCallFilter=landlock.*\n", "", UNIT.read_text(), flags=re.MULTILINE))
    file.write_text(to_toml({"listen": {"websocket": "127.0.0.1:0", "unix": False}}))
    command = [binary(), "run", "--no-bus", "--config", str(file)]
    assert run([*IN_THE_UNIT, str(narrower), *command], env=environment(folder)).returncode == -signal.SIGSYS


def test_systemd_understands_every_line_of_it(folder):
    copy = folder / "deskgate.service"
    copy.write_text(UNIT.read_text().replace("ExecStart=deskgate", f"ExecStart={binary()}"))
    ended = run([require("systemd-analyze", "systemd"), "--user", "verify", str(copy)], env=environment(folder))
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
