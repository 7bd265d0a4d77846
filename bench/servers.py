# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

"""The servers under test: how each is started, found ready, and ended. Loopback only."""

import contextlib
import dataclasses
import os
import pathlib
import socket
import subprocess
import tempfile
import time

HERE = pathlib.Path(__file__).parent
CORES = sorted(os.sched_getaffinity(0))
# The server has one core, the load generator another, if there is another.
ON_SERVER_CORE = ["taskset", "-c", str(CORES[0])]
ON_LOAD_CORE = ["taskset", "-c", str(CORES[-1])]


class NotRunning(Exception):
    """Why a server cannot be measured."""


@dataclasses.dataclass
class Server:
    """One program. `command` holds {port} where its port belongs."""

    name: str
    command: list
    tls_command: list = None
    load: tuple = ()  # what bench_load must know of it
    is_peer: bool = False
    version: str = ""

    @contextlib.contextmanager
    def running(self, log, tls=False):
        """Gives port and process; whatever happens, the process has ended afterwards."""
        command = self.tls_command if tls else self.command
        if not command:
            raise NotRunning(f"{self.name} is not set up for TLS here")
        port = free_port()
        command = [part.replace("{port}", str(port)) for part in command]
        with open(log, "w", encoding="utf-8") as output:
            process = subprocess.Popen([*ON_SERVER_CORE, *command], stdout=output,
                                       stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        try:
            wait_until_ready(process, port, log)
            yield port, process
        finally:
            end(process)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_ready(process, port, log):
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if process.poll() is not None:
            said = pathlib.Path(log).read_text(encoding="utf-8", errors="replace").strip()
            raise NotRunning((said.splitlines() or ["it ended without a word"])[0][:200])
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            time.sleep(0.1)
            return
        time.sleep(0.02)
    raise NotRunning("it does not listen")


def end(process):
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def relay(programs, certificate):
    program = str(programs / "bench" / "bench_relay")
    tls = [program, "{port}", *certificate] if certificate else None
    return Server("relay", [program, "{port}"], tls, ("--relay",))


def deskgate(programs, folder, certificate):
    """With bench/deskgate.toml; under TLS that port is the one of TLS, and there is no other."""
    plain = (HERE / "deskgate.toml").read_text(encoding="utf-8")
    tls = plain.replace("[listen]\nwebsocket =", "[listen]\nwebsocket = false\ntls =")
    tls = tls.replace("[listen]\n", '[listen]\ntls_certificate = "%s"\ntls_key = "%s"\n'
                      % tuple(certificate or ("", "")))
    program = str(programs / "deskgate")

    def command(name, text):
        """A configuration for each port has to be written when the port is known."""
        script = 'sed "s/127.0.0.1:8080/127.0.0.1:$1/" "$2" >"$2.$1" && exec "$3" run --no-bus ' \
                 '--config "$2.$1"'
        file = folder / f"{name}.toml"
        file.write_text(text, encoding="utf-8")
        return ["sh", "-c", script, "sh", "{port}", str(file), program]

    version = subprocess.run([program, "--version"], capture_output=True, text=True).stdout.strip()
    return Server("deskgate", command("deskgate", plain),
                  command("deskgate_tls", tls) if certificate else None, version=version)


@contextlib.contextmanager
def deskgate_as(config, program, log, *arguments, environment=None):
    """One with a configuration of its own, in which {port} and {folder} stand for what this gives, and its process."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "deskgate.toml")
        file.write_text(config.format(port=port, folder=folder), encoding="utf-8")
        file.chmod(0o600)
        with open(log, "w", encoding="utf-8") as output:
            process = subprocess.Popen([*ON_SERVER_CORE, str(program), "run", "--config", str(file), *arguments],
                                       stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                                       env=environment)
        try:
            wait_until_ready(process, port, log)
            yield port, folder, process
        finally:
            end(process)


def self_signed(folder):
    """A certificate and its key, made once; [] without openssl."""
    files = [str(folder.resolve() / name) for name in ("certificate.pem", "key.pem")]
    if all(pathlib.Path(file).exists() for file in files):
        return files
    run = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-keyout", files[1], "-out", files[0], "-days", "30", "-subj", "/CN=localhost"],
        capture_output=True)
    return files if run.returncode == 0 else []
