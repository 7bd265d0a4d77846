# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""The subcommands of deskgate that talk to the one that runs, as people type them."""

import json
import subprocess

from .gateway import binary, environment, run_deskgate
from .program import Program


class Tools:
    """Commands beside a gateway whose configuration lies in `folder`."""

    def __init__(self, folder, bus_address=None, system_bus_address=None):
        self._folder = folder
        self._addresses = {"bus_address": bus_address, "system_bus_address": system_bus_address}

    def runs(self, *words):
        return run_deskgate(self._folder, *words, **self._addresses)

    def says(self, *words):
        """What it prints, when all goes well."""
        ended = self.runs(*words)
        assert (ended.returncode, ended.stderr) == (0, ""), ended
        return ended.stdout

    def says_json(self, *words):
        return json.loads(self.says(*words))

    def tells(self, *words):
        """What it says on standard error, when all goes well."""
        ended = self.runs(*words)
        assert ended.returncode == 0, ended
        return ended.stderr

    def fails(self, *words, status=1):
        """What it says on standard error."""
        ended = self.runs(*words)
        assert ended.returncode == status, ended
        return ended.stderr

    def starts(self, *words):
        """A command that does not end by itself: a Program."""
        return Program([binary(), *words], stdin=subprocess.PIPE, env=environment(self._folder, **self._addresses))
