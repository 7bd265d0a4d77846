# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""The two commands of the README on a machine without a session bus, in a terminal. Needs port 5020.

It builds build/dev if that is not up to date, so it may take minutes the first time."""

import contextlib
import fcntl
import os
import pathlib
import pty
import shlex
import signal
import subprocess
import sys
import termios
import uuid

from support.gateway import REPOSITORY
from support.program import Output, run
from support.waiting import eventually

BUILD_PATIENCE = 1500
CTRL_C = b"\x03"


class Terminal:
    """A program in the foreground of a terminal of its own, without a session bus unless one is given."""

    def __init__(self, command, folder, **session):
        self._mark = f"DESKGATE_TEST={uuid.uuid4()}"
        name, value = self._mark.split("=")
        hidden = {"DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "DISPLAY", "WAYLAND_DISPLAY"}
        environment = {key: text for key, text in os.environ.items() if key not in hidden} | session
        self._keyboard, inside = pty.openpty()
        self.process = subprocess.Popen(
            command, cwd=REPOSITORY, env={**environment, name: value, "TMPDIR": str(folder)}, stdin=inside,
            stdout=inside, stderr=inside, preexec_fn=lambda: become_foreground(inside))
        os.close(inside)
        self.screen = Output(characters(self._keyboard), patience=BUILD_PATIENCE)

    def types(self, keys):
        os.write(self._keyboard, keys)

    def processes(self):
        """What it has started and is still there, whoever its parent is by now."""
        return {pid: command_line(pid) for pid in map(int, filter(str.isdigit, os.listdir("/proc")))
                if self._mark in read_proc(pid, "environ")}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.types(CTRL_C)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(30)
        for pid in self.processes():  # only after a failure
            os.kill(pid, signal.SIGKILL)
        self.process.wait()
        os.close(self._keyboard)


def become_foreground(terminal):
    os.setsid()
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)


def characters(terminal):
    """Lines as they come; a terminal whose last user has gone is an input/output error."""
    try:
        with os.fdopen(os.dup(terminal), encoding="utf-8", errors="replace") as screen:
            yield from screen
    except OSError:
        return


def read_proc(pid, name):
    try:
        return pathlib.Path(f"/proc/{pid}/{name}").read_text(errors="replace")
    except OSError:
        return ""


def command_line(pid):
    return read_proc(pid, "cmdline").replace("\0", " ")


def test_dev_run_shows_a_real_player_and_ends_with_all_that_it_started(folder, started):
    terminal = started.enter_context(Terminal(["./dev", "run"], folder))
    screen = terminal.screen
    suggested = shlex.split(screen.wait_for(r"Try next: (.*\S)")[1])
    assert screen.matches("There is no session bus here")
    assert screen.matches("Starting a private bus")
    assert screen.matches("mpris.control")
    assert screen.matches("listens on ws://127.0.0.1:5020/ws")
    assert screen.matches("org.deskgate.mpris.mpv")
    assert suggested == ["node", "examples/javascript/remote.mjs"]

    clients = {key: text for key, text in os.environ.items() if key != "DESKGATE_URL"}
    first = run(suggested, cwd=REPOSITORY, env=clients)
    assert first.stdout.endswith("Player.PlaybackStatus: Paused\n"), first.stderr
    second = run([sys.executable, "examples/python/remote.py"], cwd=REPOSITORY, env=clients)
    assert second.stdout.endswith("Player.PlaybackStatus: Playing\n"), second.stderr

    end_with_ctrl_c(terminal)
    assert list(folder.iterdir()) == []


def test_dev_run_uses_the_session_bus_that_there_is(folder, bus, mpv, started):
    session = {"DBUS_SESSION_BUS_ADDRESS": bus.address}
    terminal = started.enter_context(Terminal(["./dev", "run"], folder, **session))
    terminal.screen.wait_for("Try next")
    assert terminal.screen.matches("Using this session's bus")
    assert terminal.screen.matches(mpv.uri)
    assert not terminal.screen.matches("Starting a private bus")
    end_with_ctrl_c(terminal)
    assert mpv.get("PlaybackStatus") == "Playing"


def end_with_ctrl_c(terminal):
    terminal.types(CTRL_C)
    assert terminal.process.wait(30) == 0
    eventually("all that ./dev run started to be gone", terminal.processes, lambda left: not left)


def test_dev_explains_every_verb():
    help_text = run([str(REPOSITORY / "dev"), "help"]).stdout
    missing = [verb for verb in ("deps", "build", "run", "test", "lint", "format") if f"\n  {verb} " not in help_text]
    assert not missing
