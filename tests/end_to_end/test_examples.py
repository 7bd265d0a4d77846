# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""The example programs, as a newcomer runs them."""

import os
import re
import shutil
import socket
import sys

import pytest

from support.gateway import REPOSITORY
from support.players import Mpv, Playerctl
from support.program import require, run

JAVASCRIPT = REPOSITORY / "examples/javascript"
COMMANDS = {
    "remote.mjs": ["node", str(JAVASCRIPT / "remote.mjs")],
    "remote.py": [sys.executable, str(REPOSITORY / "examples/python/remote.py")],
}
EACH = pytest.mark.parametrize("example", COMMANDS)


def run_example(example, url, *arguments):
    require("node", "nodejs")
    assert (JAVASCRIPT / "node_modules").exists(), f"npm ci --prefix {JAVASCRIPT} (or ./dev deps) installs autobahn"
    return run([*COMMANDS[example], *arguments], env={"PATH": os.environ["PATH"], "DESKGATE_URL": url})


@EACH
def test_lists_the_players_calls_and_prints_the_event_that_comes_back(example, start_gateway, bus, mpv):
    ended = run_example(example, start_gateway("mpris.control").url)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert [re.split(r"\s{2,}", line) for line in ended.stdout.splitlines()] == [
        ["player", mpv.uri],
        ["is", "Playing"],
        ["calling", mpv.uri_of("PlayPause")],
        ["event", f"{mpv.uri_of('PlaybackStatus')}: Paused"],
    ]
    Playerctl(bus, mpv).comes_to_say("Paused", "status")


@EACH
def test_controls_the_player_that_is_named(example, start_gateway, bus, track, mpv, started):
    other = started.enter_context(Mpv(bus, track, is_first=False))
    ended = run_example(example, start_gateway("mpris.control").url, other.component)
    assert ended.returncode == 0, ended.stderr
    assert f"{other.uri_of('PlaybackStatus')}: Paused" in ended.stdout
    assert mpv.get("PlaybackStatus") == "Playing"


def assert_says(ended, *words):
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 2, ended.stderr
    missing = [word for word in words if word not in ended.stderr]
    assert not missing, f"{ended.stderr!r} does not say {missing}"


@EACH
def test_says_what_to_start_where_nothing_answers(example):
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"ws://127.0.0.1:{server.getsockname()[1]}/ws"
    assert_says(run_example(example, url), url, "./dev run")


@EACH
def test_says_that_there_is_no_player(example, start_gateway):
    assert_says(run_example(example, start_gateway("mpris.control").url), "No media player")


@EACH
def test_says_that_there_is_no_player_of_that_name(example, start_gateway, mpv):
    assert_says(run_example(example, start_gateway("mpris.control").url, "nobody"), "nobody")


@EACH
def test_says_what_to_grant_where_it_may_only_look(example, start_gateway, mpv):
    assert_says(run_example(example, start_gateway("mpris.view").url), "not allow", "mpris.control")


@EACH
def test_says_what_to_grant_where_it_may_do_nothing(example, start_gateway, mpv):
    assert_says(run_example(example, start_gateway().url), "not allow", "mpris.control")


def test_says_how_to_install_what_is_missing(folder):
    shutil.copy(JAVASCRIPT / "remote.mjs", folder)
    assert_says(run(["node", str(folder / "remote.mjs")]), "autobahn", "npm install")
