# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""dbus-broker, the other message bus, started as systemd would: with a socket that listens, and a journal to write to.

It is not installed, for it would take the place of the machine's own bus: a mount namespace has its programs and, where
there is none, a journal. Run as a program, in such a namespace: broker.py SOCKET CONFIG.
"""

import os
import pathlib
import signal
import socket
import subprocess
import sys

from .program import Program

UNPACKED = pathlib.Path(__file__).resolve().parents[2] / "build/packages/dbus-broker/usr/bin"
NAMESPACE = ["unshare", "--mount" if os.getuid() == 0 else "-Urm"]
JOURNAL = pathlib.Path("/run/systemd/journal/socket")
FIRST_LISTENING = 3  # sd_listen_fds(3)

# What dbus-daemon's configuration has for eavesdropping is not known here.
CONFIG = """\
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
  </policy>
</busconfig>
"""


def has_namespaces():
    """Whether this machine lets us have one."""
    return subprocess.run([*NAMESPACE, "true"], capture_output=True).returncode == 0


class RunningBroker(Program):
    """As RunningBus, without being killed and started again."""

    def __init__(self, folder):
        assert (UNPACKED / "dbus-broker-launch").exists(), "there is no dbus-broker in build/packages; say ./dev deps"
        bus_socket = folder / "bus.sock"
        self.address = f"unix:path={bus_socket}"
        config = folder / "bus.conf"
        config.write_text(CONFIG.format(socket=bus_socket))
        super().__init__([*NAMESPACE, sys.executable, "-m", "support.broker", str(bus_socket), str(config)],
                         cwd=pathlib.Path(__file__).parents[1], env=self.environment)

    @property
    def environment(self):
        return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "DBUS_SESSION_BUS_ADDRESS": self.address}

    def wait_until_ready(self):
        self.stdout.wait_for("^ready")


def keep_a_journal():
    """What is written to it stays in its queue, which holds more than a test's bus has to say."""
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/run/systemd"], check=True)
    JOURNAL.parent.mkdir()
    journal = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    journal.bind(str(JOURNAL))
    return journal


def lay_over_programs():
    """The launcher looks for the broker in /usr/bin, and nowhere else."""
    lower = f"lowerdir={UNPACKED}:/usr/bin"
    subprocess.run(["mount", "-t", "overlay", "overlay", "-o", lower, "/usr/bin"], check=True)


def launch(listening, config):
    os.dup2(listening.fileno(), FIRST_LISTENING)
    os.set_inheritable(FIRST_LISTENING, True)
    os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
    os.execlp("dbus-broker-launch", "dbus-broker-launch", "--scope", "user", f"--config-file={config}")


def main(path, config):
    lay_over_programs()
    journal = None if JOURNAL.exists() else keep_a_journal()
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(path)
    listening.listen()
    launcher = os.fork()
    if launcher == 0:
        launch(listening, config)
    signal.signal(signal.SIGTERM, lambda *_: os.kill(launcher, signal.SIGTERM))
    print("ready", journal is None, flush=True)
    os.waitpid(launcher, 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
