# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Clients that other people wrote have the same conversation with Deskgate."""

import json
import pathlib
import sys

import pytest

from support.program import require, run

HERE = pathlib.Path(__file__).resolve().parent

CLIENTS = {
    "autobahn-js": ["node", "autobahn_client.mjs"],
    "wampy": ["node", "wampy_client.mjs"],
    "python3-autobahn": [sys.executable, "autobahn_client.py"],
}


def transcript_of(command, address):
    require("node", "nodejs")
    assert (HERE / "node_modules").exists(), f"npm ci --prefix {HERE} (or ./dev deps) installs autobahn and wampy"
    ended = run([*command, address], cwd=HERE)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout.splitlines()[-1])


@pytest.mark.parametrize("client", CLIENTS)
def test_lists_calls_subscribes_hears_and_is_told_what_goes_wrong_with(client, start_gateway, mpv, everything):
    gateway = start_gateway("mpris.control", "everything.use")
    assert transcript_of(CLIENTS[client], gateway.url) == {
        "listed": ["org.deskgate.everything", "org.deskgate.mpris.mpv"],
        "retained": "Playing",
        "event": "Paused",
        "sum": 3,
        "error": {"uri": "org.example.Error.Custom", "args": ["says the service"]},
        "refused": "wamp.error.not_authorized",
        "invalid": "wamp.error.invalid_argument",
        "closed": "wamp.close.goodbye_and_out",
    }


def test_two_programs_of_the_owner_meet_over_rawsocket(start_gateway):
    gateway = start_gateway()
    assert transcript_of(["node", "two_programs.mjs"], str(gateway.unix_path)) == {
        "sum": 3,
        "taken": "wamp.error.procedure_already_exists",
        "failed": ["com.example.error", ["why"], {"k": 1}],
        "heard": [["text", 5], {"key": True}, "com.example.news"],
        "deskgate": "wamp.error.not_authorized",
        "missing": "wamp.error.no_such_procedure",
        "left": "wamp.error.canceled",
        "gone": "wamp.error.no_such_procedure",
    }
