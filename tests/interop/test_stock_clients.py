# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Clients that other people wrote have the same conversation with Deskgate."""

import json
import pathlib
import sys
from urllib.parse import urlsplit

import pytest

from support.program import require, run

HERE = pathlib.Path(__file__).resolve().parent

AUTOBAHN_JS = ["node", "autobahn_client.mjs"]
WAMPY = ["node", "wampy_client.mjs"]
PYTHON3_AUTOBAHN = [sys.executable, "autobahn_client.py"]

# Client, transport, serializer. autobahn-js and wampy have no RawSocket but in JSON or none at all.
MATRIX = [
    (AUTOBAHN_JS, "ws", "json"),
    (AUTOBAHN_JS, "ws", "msgpack"),
    (AUTOBAHN_JS, "ws", "cbor"),
    (WAMPY, "ws", "json"),
    (WAMPY, "ws", "msgpack"),
    (WAMPY, "ws", "cbor"),
    (PYTHON3_AUTOBAHN, "ws", "json"),
    (PYTHON3_AUTOBAHN, "ws", "msgpack"),
    (PYTHON3_AUTOBAHN, "ws", "cbor"),
    (PYTHON3_AUTOBAHN, "rs", "json"),
    (PYTHON3_AUTOBAHN, "rs", "msgpack"),
    (PYTHON3_AUTOBAHN, "rs", "cbor"),
]


def address_of(gateway, transport):
    url = urlsplit(gateway.url)
    return gateway.url if transport == "ws" else f"rs://{url.hostname}:{url.port}"


def transcript_of(command, *arguments):
    require("node", "nodejs")
    assert (HERE / "node_modules").exists(), f"npm ci --prefix {HERE} (or ./dev deps) installs autobahn and wampy"
    ended = run([*command, *arguments], cwd=HERE)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout.splitlines()[-1])


@pytest.mark.parametrize(
    "client, transport, serializer", [pytest.param(*row, id=f"{row[0][1]}-{row[1]}-{row[2]}") for row in MATRIX])
def test_lists_calls_subscribes_hears_and_is_told_what_goes_wrong_with(
        client, transport, serializer, start_gateway, mpv, everything):
    gateway = start_gateway("mpris.control", "everything.use")
    assert transcript_of(client, address_of(gateway, transport), serializer) == {
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
