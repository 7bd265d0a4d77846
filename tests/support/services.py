# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Starts org.example.Everything (everything.py) and asks it, past Deskgate, what it has seen; starts org.example.Mute
(mute.py) and org.example.Liar (liar.py)."""

import pathlib
import sys

from . import everything, liar, moody, mute
from .bus import Witness
from .program import Program


class Everything(Program):
    uri = "org.deskgate.everything.Everything"
    path = everything.PATH
    interface = everything.INTERFACE

    def __init__(self, bus, name=everything.NAME):
        self._bus = bus
        self.name = name
        program = pathlib.Path(everything.__file__)
        super().__init__([sys.executable, str(program), name], env=bus.environment)

    def wait_until_ready(self):
        self.stdout.wait_for("^ready")

    def uri_of(self, member):
        return f"{self.uri}.{member}"

    def _get(self, member):
        with Witness(self._bus) as witness:
            return witness.get(self.name, everything.PATH, everything.INTERFACE, member)

    @property
    def last_call(self):
        """The last method call and its arguments as GVariant text: "EchoByte(byte 0xff,)"."""
        return self._get("LastCall")

    @property
    def call_count(self):
        return self._get("CallCount")


def write_service_file(folder, command, name=everything.NAME):
    """The bus starts `command` when somebody wants the name; each start adds a line to the file that is returned."""
    starts = folder / "starts"
    starts.touch()
    text = f"[D-BUS Service]\nName={name}\nExec=/bin/sh -c \"echo started >> {starts}; exec {command}\"\n"
    (folder / f"{name}.service").write_text(text)
    return starts


class Mute(Program):
    def __init__(self, bus):
        super().__init__([sys.executable, mute.__file__], env=bus.environment)

    def wait_until_ready(self):
        self.stdout.wait_for("^ready")


class Moody(Program):
    def __init__(self, bus, chances=0):
        super().__init__([sys.executable, moody.__file__, str(chances)], env=bus.environment)

    def wait_until_ready(self):
        self.stdout.wait_for("^ready")


class Liar(Program):
    def __init__(self, bus, file):
        super().__init__([sys.executable, liar.__file__, str(file)], env=bus.environment)

    def wait_until_ready(self):
        self.stdout.wait_for("^ready")
