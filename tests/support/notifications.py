# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""A real notification server (dunst) on a display that nobody sees (Xvfb)."""

import itertools
import json
import os
import pathlib
import tempfile

from .bus import Witness
from .program import Program, require, run
from .waiting import eventually


class Display:
    """Xvfb on any free display."""

    def __init__(self):
        reading, writing = os.pipe()
        self._server = Program([require("Xvfb", "xvfb"), "-displayfd", str(writing), "-screen", "0", "640x480x24",
                                "-nolisten", "tcp"], pass_fds=[writing])
        os.close(writing)
        with os.fdopen(reading) as number:
            self.name = f":{number.readline().strip()}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._server.stop()


class Dunst(Program):
    """dunst, and what it says about itself through dunstctl."""

    def __init__(self, bus, display):
        self._home = tempfile.TemporaryDirectory(prefix="deskgate-dunst-")
        config = os.path.join(self._home.name, "dunstrc")
        with open(config, "w", encoding="utf-8") as file:
            file.write(f"[global]\n    idle_threshold = 0\n    dmenu = {self._chooser()}\n")
        self._environment = {**bus.environment, "DISPLAY": display.name, "HOME": self._home.name}
        self._bus = bus
        super().__init__([require("dunst", "dunst"), "-config", config], env=self._environment)

    def _chooser(self):
        """What dunst shows its menu of buttons with: it takes the line that presses() wants."""
        chooser = os.path.join(self._home.name, "chooser")
        with open(chooser, "w", encoding="utf-8") as file:
            file.write(f'#!/bin/sh\ngrep -m1 -F "$(cat {self._home.name}/choice)"\ncp {self._home.name}/choice {self._home.name}/chosen\n')
        os.chmod(chooser, 0o755)
        return chooser

    def presses(self, button):
        """A button of the notification on top; dunst does not hear it while it is busy with the one before."""
        choice, chosen = (pathlib.Path(self._home.name, name) for name in ("choice", "chosen"))
        chosen.unlink(missing_ok=True)
        choice.write_text(button, encoding="utf-8")
        looks = itertools.count()

        def is_chosen():
            if next(looks) % 25 == 0:
                self._ctl("context")
            return chosen.exists() and chosen.read_text(encoding="utf-8") == button
        eventually(f"the menu with the button {button!r}", is_chosen)

    def closes_all(self):
        self._ctl("close-all")

    def wait_until_ready(self):
        with Witness(self._bus) as witness:
            witness.wait_for_name("org.freedesktop.Notifications")

    def _ctl(self, *words):
        return run([require("dunstctl", "dunst"), *words], env=self._environment).stdout

    def comes_to_display(self, count):
        eventually(f"{count} notifications on the screen", lambda: int(self._ctl("count", "displayed")),
                   lambda displayed: displayed == count)

    @property
    def history(self):
        """What was shown and is closed, the last first: dictionaries with summary, body, appname, id …"""
        entries = json.loads(self._ctl("history"))["data"][0]
        return [{key: value["data"] for key, value in entry.items()} for entry in entries]

    def __exit__(self, *_):
        super().__exit__()
        self._home.cleanup()
