# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

"""The ways to a service of the session bus: how each is set up, and which load goes through it. Loopback only.

Bus and service share one core, gateway and load the other, if there is another.
"""

import contextlib
import dataclasses
import os
import pathlib
import select
import shutil
import subprocess
import tempfile

from servers import HERE, ON_LOAD_CORE, ON_SERVER_CORE, NotRunning, end, free_port, wait_until_ready

PROCEDURE = "org.example.bench.Bench.Echo"


@dataclasses.dataclass
class Bus:
    """A private session bus with the bench's service on it."""

    environment: dict
    pid: int


@contextlib.contextmanager
def running_bus(programs):
    """Gives a Bus; whatever happens, its processes have ended afterwards."""
    daemon = shutil.which("dbus-daemon")
    if not daemon:
        raise NotRunning("there is no dbus-daemon; install dbus")
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        socket = f"{folder}/bus.sock"
        config = pathlib.Path(folder, "bus.conf")
        config.write_text((HERE / "bus.conf").read_text().replace("{socket}", socket))
        environment = {**os.environ, "DBUS_SESSION_BUS_ADDRESS": f"unix:path={socket}"}
        bus = _started(stack, [daemon, f"--config-file={config}", "--nofork", "--print-address"], environment)
        _started(stack, [str(programs / "bench" / "bench_bus_echo")], environment)
        yield Bus(environment, bus.pid)


@contextlib.contextmanager
def direct(programs, bus, log):
    yield [str(programs / "bench" / "bench_bus_load"), "direct"]


@contextlib.contextmanager
def cockpit(programs, bus, log):
    if not shutil.which("cockpit-bridge"):
        raise NotRunning("there is no cockpit-bridge; install it")
    yield [str(programs / "bench" / "bench_bus_load"), "cockpit"]


@contextlib.contextmanager
def deskgate(programs, bus, log):
    with _deskgate(programs, bus, log, "bus.toml") as (port, router):
        yield _load(programs, port, [router.pid], PROCEDURE)


@contextlib.contextmanager
def router(programs, bus, log):
    """What the router needs for an answer of its own; nothing of the bus."""
    with _deskgate(programs, bus, log, "bus.toml") as (port, server):
        yield [*_load(programs, port, [server.pid], "wamp.session.count"), "--payload", "0"]


@contextlib.contextmanager
def component(programs, bus, log):
    """python3-autobahn and python3-dbus, joined to Deskgate's router, which has no bus itself."""
    with _deskgate(programs, bus, log, "deskgate.toml", "--no-bus") as (port, server), contextlib.ExitStack() as stack:
        program = _started(stack, ["/usr/bin/python3", "-B", str(HERE / "peers" / "component" / "main.py"),
                                   f"ws://127.0.0.1:{port}/"], bus.environment, ON_LOAD_CORE)
        yield _load(programs, port, [server.pid, program.pid], "org.example.bench.echo")


WAYS = {"sd-bus": direct, "router": router, "deskgate": deskgate, "cockpit-bridge": cockpit,
        "Python": component}


def _load(programs, port, pids, procedure):
    processes = [word for pid in pids for word in ("--server-pid", str(pid))]
    return [str(programs / "bench" / "bench_load"), "procedure", "--procedure", procedure, "--port", str(port),
            *processes]


@contextlib.contextmanager
def _deskgate(programs, bus, log, config, *arguments):
    port = free_port()
    text = (HERE / config).read_text(encoding="utf-8").replace("127.0.0.1:8080", f"127.0.0.1:{port}")
    text = text.replace('["policies"]', f'["{HERE / "policies"}"]')
    file = log.with_suffix(".toml")
    file.write_text(text, encoding="utf-8")
    with open(log, "w", encoding="utf-8") as output:
        process = subprocess.Popen([*ON_LOAD_CORE, str(programs / "deskgate"), "run", "--config", str(file), *arguments],
                                   stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                                   env=bus.environment)
    try:
        wait_until_ready(process, port, log)
        yield port, process
    finally:
        end(process)


def _started(stack, command, environment, core=ON_SERVER_CORE):
    """A process that says one line when it is ready, and ends with the stack."""
    process = subprocess.Popen([*core, *command], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                               stdin=subprocess.DEVNULL, text=True)
    stack.callback(end, process)
    ready, _, _ = select.select([process.stdout], [], [], 20)
    if not ready or not process.stdout.readline():
        raise NotRunning(f"{pathlib.Path(command[0]).name} does not start")
    return process
