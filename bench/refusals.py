# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

"""Measures how long Deskgate takes to refuse a key, by why it does: a stranger could learn from it who is there.

Called by ./dev bench refusals.
"""

import argparse
import json
import os
import pathlib
import random
import socket
import statistics
import struct
import subprocess
import sys
import time

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

import document
from servers import CORES, HERE, NotRunning, Server

PAIRING = "org.deskgate.pairing"
CONFIG = """\
realm = "realm1"
state = "refusals-state"

[listen]
websocket = "127.0.0.1:8080"
unix      = "{unix}"

[limits]
failed_logins = false
"""


def main():
    options = parse()
    folder = pathlib.Path(options.build).resolve() / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    program = str(pathlib.Path(options.programs).resolve() / "deskgate")
    samples = measure(program, folder, options)
    raw = {"machine": document.machine(), "samples": options.samples, "results": summary(samples),
           "command": "./dev bench refusals" + (" --quick" if options.quick else "")}
    (folder / "refusals.json").write_text(json.dumps(raw, indent=1), encoding="utf-8")
    document.print_all([table(raw)], {})
    if not (options.quick or options.smoke):
        document.write_part(pathlib.Path("docs/performance.md"), "refusals", markdown(raw))


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], prog="./dev bench refusals")
    parser.add_argument("--quick", action="store_true", help="a tenth of the samples, for a first look")
    parser.add_argument("--smoke", action="store_true", help="the least that can fail")
    parser.add_argument("--samples", type=int, default=10_000, help="of each kind")
    parser.add_argument("--programs", default="build/release", help="where they were built")
    parser.add_argument("--build", default="build", help="where the results go")
    options = parser.parse_args()
    if options.quick or options.smoke:
        options.samples = 5 if options.smoke else 1000
    return options


def measure(program, folder, options):
    """All kinds take turns in an order that changes: whatever else the machine does falls on each of them alike."""
    known, revoked, stranger = (Ed25519PrivateKey.generate() for _ in range(3))
    write_devices(folder, {"known": known, "revoked": revoked})
    config = folder / "refusals.toml"
    with server(program, folder, config).running(folder / "refusals.log") as (port, process):
        revoke(program, config, "revoked")
        attempts = {"an unknown key": Attempt("realm1", stranger), "a revoked device": Attempt("realm1", revoked),
                    "a wrong signature": Attempt("realm1", known, signer=stranger),
                    "pairing is closed": Attempt(PAIRING, stranger)}
        order = random.Random(5020)
        for number in range(options.samples):
            if number % max(1, options.samples // 10) == 0:
                print(f"{document.number(number)} of {document.number(options.samples)} samples of each", flush=True)
            for attempt in order.sample(list(attempts.values()), len(attempts)):
                attempt.once(port)
        if process.poll() is not None:
            raise NotRunning(f"it ended with {process.poll()}")
    return {kind: attempt.times_us for kind, attempt in attempts.items()}


def server(program, folder, config):
    config.write_text(CONFIG.format(unix=folder / "refusals.sock"), encoding="utf-8")
    script = ('umask 077; sed -i "s/127.0.0.1:8080/127.0.0.1:$1/" "$2" && exec "$3" run --no-bus --config "$2"')
    return Server("deskgate", ["sh", "-c", script, "sh", "{port}", str(config), program])


def write_devices(folder, keys):
    state = folder / "refusals-state"
    state.mkdir(mode=0o700, exist_ok=True)
    devices = [{"key": raw_key(key), "name": name, "grants": [], "paired": "2026-01-01T00:00:00Z", "expires": None,
                "last_seen": None} for name, key in keys.items()]
    file = state / "devices.json"
    file.write_text(json.dumps({"version": 1, "devices": devices}), encoding="utf-8")
    file.chmod(0o600)


def revoke(program, config, name):
    done = subprocess.run([program, "devices", "revoke", name, "--config", str(config)], capture_output=True, text=True)
    if done.returncode:
        raise NotRunning(done.stderr.strip())


def raw_key(key):
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


class Attempt:
    """A login by cryptosign that is refused, and how long Deskgate has thought about its two messages."""

    def __init__(self, realm, key, signer=None):
        self._hello = [1, realm, {"roles": {"caller": {}}, "authmethods": ["cryptosign"],
                                  "authextra": {"pubkey": raw_key(key)}}]
        self._signer = signer or key
        self.times_us = []

    def once(self, port):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.sendall(b"\x7f\xf1\x00\x00")
            exactly(connection, 4)
            challenge, first = asked(connection, self._hello)
            octets = bytes.fromhex(challenge[2]["challenge"])
            abort, second = asked(connection, [5, self._signer.sign(octets).hex() + octets.hex(), {}])
            if abort[0] != 3 or abort[2] != "wamp.error.authentication_denied":
                raise NotRunning(f"a login was not refused: {abort}")
            self.times_us.append(first + second)


def asked(connection, message):
    """What it answers, and after how many microseconds."""
    text = json.dumps(message).encode()
    before = time.perf_counter()
    connection.sendall(struct.pack("!I", len(text)) + text)
    [size] = struct.unpack("!I", exactly(connection, 4))
    answer = exactly(connection, size)
    return json.loads(answer), (time.perf_counter() - before) * 1e6


def exactly(connection, count):
    data = b""
    while len(data) < count:
        more = connection.recv(count - len(data))
        if not more:
            raise NotRunning("the client was hung up on")
        data += more
    return data


def summary(samples):
    return {kind: {"mean_us": statistics.fmean(times), "median_us": statistics.median(times)}
            for kind, times in samples.items()}


def table(raw):
    results = raw["results"]
    least = {field: min(each[field] for each in results.values()) for field in ("mean_us", "median_us")}
    rows = [(kind, document.number(each["mean_us"]), f"{each['mean_us'] / least['mean_us']:.3f}",
             document.number(each["median_us"]), f"{each['median_us'] / least['median_us']:.3f}")
            for kind, each in results.items()]
    return ("What a refusal takes", ["Because", "mean µs", "of the least", "median µs", "of the least"], rows)


def markdown(raw):
    where = raw["machine"]
    heading, columns, rows = table(raw)
    lines = [f"`{raw['command']}` on {where['date']}: {document.number(raw['samples'])} samples of each. {where['cores']} "
             f"cores of an {where['processor']}, Linux {where['kernel']}.", "", f"### {heading}", "",
             "| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows] + [""])


if __name__ == "__main__":
    os.chdir(HERE.parent)
    os.sched_setaffinity(0, {CORES[-1]})
    sys.exit(main())
