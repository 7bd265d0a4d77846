# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Programs on the bus that know nothing of WAMP: one that calls a method and waits, one that hears signals."""

from .program import Program, require
from .waiting import eventually


class BusCaller(Program):
    """gdbus call NAME PATH INTERFACE.METHOD ARGUMENTS; arguments as GVariant text."""

    def __init__(self, bus, name, path, method, *arguments, timeout=10):
        super().__init__([require("gdbus", "libglib2.0-bin"), "call", "--address", bus.address, "--dest", name,
                          "--object-path", path, "--method", method, "--timeout", str(timeout), *arguments],
                         env=bus.environment)

    def wait_until_ready(self):
        pass

    @property
    def answer(self):
        return self.stdout.wait_for(r"^\(.*\)$")[0]

    @property
    def error(self):
        return self.stderr.wait_for(r"^Error: ").string


class BusListener(Program):
    """gdbus monitor: the signals of one object, as lines."""

    def __init__(self, bus, witness, name, path):
        self._is_heard = f"path='{path}'"
        self._witness = witness
        super().__init__([require("gdbus", "libglib2.0-bin"), "monitor", "--address", bus.address, "--dest", name,
                          "--object-path", path], env=bus.environment)

    def wait_until_ready(self):
        """It says that it has found the owner before it has asked the bus for his signals."""
        eventually("a match rule of gdbus", lambda: self._is_heard in str(self._witness.all_match_rules()))

    def next(self, signal, times=1):
        """What the signal carries, as GVariant text."""
        return self.stdout.wait_for(rf"\.{signal} (\(.*\))$", times)[1]
