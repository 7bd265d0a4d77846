# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""A terminal that a person might sit at, and a camera that looks at it."""

import codecs
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time

from .program import require, run
from .waiting import PATIENCE

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
HALVES = {" ": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1)}


def scan(picture):
    """What the QR code in a picture file says."""
    return run([require("zbarimg", "zbar-tools"), "--quiet", "--raw", str(picture)]).stdout.strip()


class Terminal:
    """A command that runs in a terminal of so many columns, until the block is left."""

    def __init__(self, command, columns=100, **options):
        self._screen, end = pty.openpty()
        fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        self.process = subprocess.Popen(command, stdin=end, stdout=end, stderr=end, start_new_session=True, **options)
        os.close(end)
        self.text = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(PATIENCE)
        os.close(self._screen)

    def wait_for(self, pattern):
        deadline = time.monotonic() + PATIENCE
        while not (found := re.search(pattern, self.text)):
            assert select.select([self._screen], [], [], max(0, deadline - time.monotonic()))[0], self.text
            try:
                self.text += self._decoder.decode(os.read(self._screen, 65536))
            except OSError:
                raise AssertionError(f"waited for {pattern!r}, but it ended; it said:\n{self.text}") from None
        return found

    def types(self, text):
        os.write(self._screen, text.encode())

    def photograph(self, picture):
        """The QR code on the screen as a picture, each half block eight pixels wide."""
        lines = [COLOUR.sub("", line) for line in self.text.splitlines() if "48;5;231" in line]
        rows = [[HALVES[character][half] for character in line] for line in lines for half in (0, 1)]
        assert rows and all(len(row) == len(rows[0]) for row in rows)
        pixels = b"".join(b"".join((b"\0" if black else b"\xff") * 8 for black in row) * 8 for row in rows)
        picture.write_bytes(b"P5 %d %d 255\n" % (len(rows[0]) * 8, len(rows) * 8) + pixels)
        return picture
