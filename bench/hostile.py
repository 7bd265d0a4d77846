# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

"""Measures the calls of somebody who has logged in while strangers do their worst, and while they do not, in turns.

Called by ./dev bench hostile.
"""

import argparse
import collections
import json
import multiprocessing
import os
import pathlib
import random
import socket
import statistics
import struct
import sys
import time

import document
from servers import CORES, HERE, NotRunning, Server

CALLS_PER_SECOND = 500
HELD = 400  # connections that the strangers keep open

CONFIG = """\
realm = "realm1"

[listen]
websocket = "127.0.0.1:8080"
unix      = false

[principal.phone]
role   = "family"
ticket = "the ticket"

[[role.family.permission]]
uri   = "wamp.session.count"
allow = ["call"]
"""


def main():
    options = parse()
    folder = pathlib.Path(options.build).resolve() / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    program = str(pathlib.Path(options.programs).resolve() / "deskgate")
    results = measure(program, folder, options)
    raw = {"machine": document.machine(), "rounds": options.rounds, "results": results,
           "command": "./dev bench hostile" + (" --quick" if options.quick else "")}
    (folder / "hostile.json").write_text(json.dumps(raw, indent=1), encoding="utf-8")
    document.print_all(tables(results), {})
    if not (options.quick or options.smoke):
        document.write_part(pathlib.Path("docs/performance.md"), "hostile", markdown(raw))
    return check(results) if options.smoke else 0


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], prog="./dev bench hostile")
    parser.add_argument("--quick", action="store_true", help="one short round, for a first look")
    parser.add_argument("--smoke", action="store_true", help="the least that can fail")
    parser.add_argument("--rounds", type=int, default=6, help="how often each turn comes")
    parser.add_argument("--per-minute", type=int, default=10_000, help="hostile connections")
    parser.add_argument("--programs", default="build/release", help="where they were built")
    parser.add_argument("--build", default="build", help="where the results go")
    options = parser.parse_args()
    if options.quick or options.smoke:
        options.rounds = 1
    options.seconds = 0.5 if options.smoke else 3 if options.quick else 10
    return options


def measure(program, folder, options):
    """One Deskgate and one client for the whole run: what strangers leave behind would be seen in the quiet turns."""
    results = {"quiet": [], "hostile": []}
    with server(program, folder).running(folder / "hostile.log") as (port, process):
        client = Caller(port)
        for number in range(options.rounds):
            print(f"round {number + 1} of {options.rounds}", flush=True)
            results["quiet"].append(client.calls_for(options.seconds))
            with strangers(port, options.per_minute) as made:
                results["hostile"].append(client.calls_for(options.seconds))
            results["hostile"][-1]["connections"] = made.value
        if process.poll() is not None:
            raise NotRunning(f"it ended with {process.poll()}")
    return results


def server(program, folder):
    file = folder / "hostile.toml"
    file.write_text(CONFIG, encoding="utf-8")
    script = 'umask 077; sed "s/127.0.0.1:8080/127.0.0.1:$1/" "$2" >"$2.$1" && exec "$3" run --no-bus --config "$2.$1"'
    return Server("deskgate", ["sh", "-c", script, "sh", "{port}", str(file), program])


class Caller:
    """Logs in, and makes one call after the other, at a steady pace."""

    def __init__(self, port):
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(b"\x7f\xf1\x00\x00")
        self._exactly(4)
        self._last_request = 0
        self._send([1, "realm1", {"roles": {"caller": {}}, "authmethods": ["ticket"], "authid": "phone"}])
        self._receive()
        self._send([5, "the ticket", {}])
        welcome = self._receive()
        if welcome[0] != 2:
            raise NotRunning(f"the client was not let in: {welcome}")

    def calls_for(self, seconds):
        times = []
        begin = time.monotonic()
        while (due := begin + len(times) / CALLS_PER_SECOND) < begin + seconds:
            time.sleep(max(0.0, due - time.monotonic()))
            times.append(self._call())
        cuts = statistics.quantiles(times, n=100)
        return {"calls": len(times), "p50_us": cuts[49], "p99_us": cuts[98], "max_us": max(times)}

    def _call(self):
        self._last_request += 1
        before = time.perf_counter()
        self._send([48, self._last_request, {}, "wamp.session.count"])
        answer = self._receive()
        if answer[0] != 50:
            raise NotRunning(f"a call failed: {answer}")
        return (time.perf_counter() - before) * 1e6

    def _send(self, message):
        text = json.dumps(message).encode()
        self._socket.sendall(struct.pack("!I", len(text)) + text)

    def _receive(self):
        return json.loads(self._exactly(struct.unpack("!I", self._exactly(4))[0]))

    def _exactly(self, count):
        data = b""
        while len(data) < count:
            more = self._socket.recv(count - len(data))
            if not more:
                raise NotRunning("the client was hung up on")
            data += more
        return data


class strangers:
    """Strangers in a process of their own, as long as the block runs."""

    def __init__(self, port, per_minute):
        self._made = multiprocessing.Value("Q", 0)
        self._process = multiprocessing.Process(target=be_hostile, args=(port, per_minute, self._made), daemon=True)

    def __enter__(self):
        self._process.start()
        return self._made

    def __exit__(self, *_):
        self._process.terminate()
        self._process.join()


def frame(message):
    text = json.dumps(message).encode()
    return struct.pack("!I", len(text)) + text


RAWSOCKET = b"\x7f\xf1\x00\x00"
LOGIN = [1, "realm1", {"roles": {"caller": {}}, "authmethods": ["ticket"], "authid": "phone"}]
WHAT_THEY_SAY = (
    lambda: None,  # and close at once
    lambda: b"GET /ws HTTP/1.1\r\nHost: loc",
    lambda: random.randbytes(4096),
    lambda: RAWSOCKET + frame([1, "no.such.realm", {"roles": {"caller": {}}}]),
    lambda: RAWSOCKET + frame(["HELLO"]),
    lambda: RAWSOCKET + frame(LOGIN) + frame([5, "a guess", {}]),
    lambda: RAWSOCKET + struct.pack("!I", 1 << 20) + b" " * 65536,
)


def be_hostile(port, per_minute, made):
    held = collections.deque()
    begin = time.monotonic()
    while True:
        time.sleep(max(0.0, begin + made.value * 60 / per_minute - time.monotonic()))
        source = f"127.0.{random.randrange(1, 4)}.{random.randrange(1, 200)}"
        try:
            connection = socket.create_connection(("127.0.0.1", port), 1, (source, 0))
            connection.setblocking(False)
            said = WHAT_THEY_SAY[made.value % len(WHAT_THEY_SAY)]()
            if said is None:
                connection.close()
            else:
                connection.send(said)
                held.append(connection)
        except OSError:
            pass  # it was refused, as it should be
        made.value += 1
        if len(held) > HELD:
            held.popleft().close()


def tables(results):
    rows = []
    for name, title in (("quiet", "nobody else"), ("hostile", "hostile strangers")):
        found = results[name]
        made = sum(each.get("connections", 0) for each in found)
        rows.append((title, document.number(sum(each["calls"] for each in found)), document.number(made),
                     *(document.number(statistics.median(each[field] for each in found)) for field in
                       ("p50_us", "p99_us")), document.number(max(each["max_us"] for each in found))))
    return [("Calls among strangers", ["There are", "calls", "hostile connections", "p50 µs", "p99 µs", "longest µs"], rows)]


def markdown(raw):
    where = raw["machine"]
    [(heading, columns, rows)] = tables(raw["results"])
    lines = [f"`{raw['command']}` on {where['date']}: medians of {raw['rounds']} round(s). {where['cores']} cores of an "
             f"{where['processor']}, Linux {where['kernel']}.", "", f"### {heading}", "",
             "| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows] + [""])


def check(results):
    """What must hold however slow the machine is."""
    [hostile] = results["hostile"]
    if hostile["connections"] and hostile["calls"]:
        return 0
    print("bench: there were no hostile connections, or no calls", file=sys.stderr)
    return 1


if __name__ == "__main__":
    os.chdir(HERE.parent)
    os.sched_setaffinity(0, {CORES[-1]})
    sys.exit(main())
