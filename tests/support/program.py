# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""A process that is ended by its own pid, and whose output can be waited for."""

import os
import re
import shutil
import signal
import subprocess
import threading
import time

from .waiting import PATIENCE


def require(command, package):
    """A missing part is a failure that names the package, never a skip."""
    if not shutil.which(command):
        raise AssertionError(f"{command} is missing: apt-get install {package} (or ./dev deps)")
    return command


class Output:
    """The lines of one stream, kept; a thread reads them as they come."""

    def __init__(self, stream, patience=PATIENCE):
        self._patience = patience
        self._lines = []
        self._has_ended = False
        self._changed = threading.Condition()
        threading.Thread(target=self._read, args=(stream,), daemon=True).start()

    def _read(self, stream):
        for line in stream:
            with self._changed:
                self._lines.append(line.rstrip("\n"))
                self._changed.notify_all()
        with self._changed:
            self._has_ended = True
            self._changed.notify_all()

    @property
    def text(self):
        with self._changed:
            return "\n".join(self._lines)

    def matches(self, pattern):
        with self._changed:
            found = (re.search(pattern, line) for line in self._lines)
            return [match for match in found if match]

    def wait_for(self, pattern, times=1):
        """Blocks until that many lines match; returns the last match."""
        deadline = time.monotonic() + self._patience
        with self._changed:
            while len(found := [m for line in self._lines if (m := re.search(pattern, line))]) < times:
                if self._has_ended or not self._changed.wait(deadline - time.monotonic()):
                    ended = "it ended" if self._has_ended else f"{self._patience:.0f} s passed"
                    said = "\n".join(self._lines)
                    raise AssertionError(f"waited for {pattern!r} (x{times}), but {ended}; it said:\n{said}")
            return found[times - 1]

    def wait_for_the_end(self):
        with self._changed:
            if not self._changed.wait_for(lambda: self._has_ended, self._patience):
                raise AssertionError(f"still open after {self._patience:.0f} s; it said:\n" + "\n".join(self._lines))
        return self.text


class Program:
    """with Program([...]) as program: …; it is ready then, and leaving the block ends it."""

    _is_paused = False

    def __init__(self, command, **options):
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace",
            **{"stdin": subprocess.DEVNULL} | options)
        self.stdout = Output(self.process.stdout)
        self.stderr = Output(self.process.stderr)

    @property
    def pid(self):
        return self.process.pid

    def send(self, which):
        self.process.send_signal(which)

    def types(self, text):
        """To its standard input, which must be a pipe."""
        self.process.stdin.write(text)
        self.process.stdin.flush()

    def pause(self):
        """Returns when every thread of it stands still."""
        self._is_paused = True
        self.send(signal.SIGSTOP)
        os.waitid(os.P_PID, self.pid, os.WSTOPPED)

    def resume(self):
        self._is_paused = False
        self.send(signal.SIGCONT)

    def kill(self):
        self.send(signal.SIGKILL)
        return self.wait()

    def wait(self):
        """The exit status, once it ends of its own accord."""
        try:
            return self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"{self.process.args} did not end; it said:\n{self.stderr.text}") from None

    def stop(self, which=signal.SIGTERM):
        """Asks it to end (once more does no harm). Returns the exit status."""
        if self.process.poll() is None:
            self.send(which)
            if self._is_paused:
                self.resume()
        return self.wait()

    def wait_until_ready(self):
        """What a kind of program waits for before it is used."""

    def __enter__(self):
        try:
            self.wait_until_ready()
        except BaseException:
            self.process.kill()
            self.process.wait()
            raise
        return self

    def __exit__(self, *_):
        self.stop()


def run(command, **options):
    """Runs a command to its end. Its status is the caller's business."""
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          errors="replace", timeout=PATIENCE, **options)
