# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

"""Measures a paired device's calls of a D-Bus method while strangers do their worst, and while they do not, in turns.

Called by ./dev bench hostile.
"""

import argparse
import contextlib
import json
import os
import pathlib
import statistics
import sys
import time

import document
import gateways
import wamp
from figures import Figures
from paired import Desk, Device, public_octets
from servers import CORES, HERE, NotRunning, deskgate_as
from strangers import ADDRESS, NETWORK, REALM, Strangers

CALLS_PER_SECOND = 500
TEXT = "x" * 100
MOST_P99_MS = 100
MANNERS = {"quiet": "nobody else", "knocking": "strangers who knock", "clinging": "strangers who cling"}

CONFIG = f"""\
realm = "{REALM}"
state = "{{folder}}/state"

[listen]
websocket = "127.0.0.1:{{port}}"
tls       = "{ADDRESS}:{{port}}"
unix      = "{{folder}}/wamp.sock"

[policy]
folders = ["{HERE / "policies"}"]
"""


def main():
    in_a_network_of_its_own()
    options = parse()
    build = pathlib.Path(options.build).resolve() / "bench"
    build.mkdir(parents=True, exist_ok=True)
    results = measure(pathlib.Path(options.programs).resolve(), build / "hostile.log", options)
    raw = {"machine": document.machine(), "rounds": options.rounds, "per_minute": options.per_minute,
           "results": {"calls": results}, "command": "./dev bench hostile" + (" --quick" if options.quick else "")}
    (build / "hostile.json").write_text(json.dumps(raw, indent=1), encoding="utf-8")
    document.print_all([table(raw)], {})
    is_full = not (options.quick or options.smoke)
    if is_full:
        document.write_part(pathlib.Path("docs/performance.md"), "hostile", markdown(raw))
    faults = [*missing(results), *(too_slow(results, options) if is_full else [])]
    for fault in faults:
        print(f"bench: {fault}", file=sys.stderr)
    return 1 if faults else 0


def in_a_network_of_its_own():
    """Goes on where this machine is alone in a network: strangers need addresses, and all of loopback are one."""
    if os.environ.get("DESKGATE_BENCH_IS_ALONE"):
        return
    alone = f'ip link set lo up && ip addr add {NETWORK} dev lo && exec "$@"'
    os.execvpe("unshare", ["unshare", "-rn", "sh", "-c", alone, "sh", sys.executable, "-B", *sys.argv],
               {**os.environ, "DESKGATE_BENCH_IS_ALONE": "1"})


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], prog="./dev bench hostile")
    parser.add_argument("--quick", action="store_true", help="one short round, for a first look")
    parser.add_argument("--smoke", action="store_true", help="the least that can fail")
    parser.add_argument("--rounds", type=int, default=4, help="how often each turn comes")
    parser.add_argument("--per-minute", type=int, default=10_000, help="hostile connections")
    parser.add_argument("--programs", default="build/release", help="where they were built")
    parser.add_argument("--build", default="build", help="where the results go")
    options = parser.parse_args()
    if options.quick or options.smoke:
        options.rounds = 1
    options.seconds = 0.5 if options.smoke else 3 if options.quick else 10
    return options


def measure(programs, log, options):
    """One Deskgate and one device for the whole run: what strangers leave behind would be seen in the quiet turns.

    Deskgate has the core of the bus and its service, the device and the strangers the other one."""
    results = {manner: [] for manner in MANNERS}
    with gateways.running_bus(programs) as bus, \
         deskgate_as(CONFIG, programs / "deskgate", log, environment=bus.environment) as (port, folder, process):
        device = Device(lambda: wamp.over_tcp(port, wamp.tls_context(), ADDRESS), REALM)
        Desk(f"{folder}/wamp.sock", REALM).pairs(device, ["bench.use"])
        caller = Caller(device.logs_in())
        for number in range(options.rounds):
            print(f"round {number + 1} of {options.rounds}", flush=True)
            for manner, found in results.items():
                found.append(turn(manner, port, options, device, caller))
        if process.poll() is not None:
            raise NotRunning(f"it ended with {process.poll()}")
    return results


def turn(manner, port, options, device, caller):
    if manner == "quiet":
        return caller.calls_for(options.seconds)
    with Strangers(manner, port, options.per_minute, public_octets(device.key).hex()) as strangers:
        found = caller.calls_for(options.seconds)
        return {**found, "connections": strangers.made}


class Caller:
    """Makes one call after the other, at a steady pace."""

    def __init__(self, peer):
        self._peer = peer
        self._wait_until_mirrored()

    def _wait_until_mirrored(self):
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            with contextlib.suppress(NotRunning):
                return self._call()
            time.sleep(0.05)
        raise NotRunning("the bench's service is not mirrored")

    def calls_for(self, seconds):
        times = []
        begin = time.monotonic()
        while (due := begin + len(times) / CALLS_PER_SECOND) < begin + seconds:
            time.sleep(max(0.0, due - time.monotonic()))
            times.append(self._call())
        cuts = statistics.quantiles(times, n=100)
        return {"calls": len(times), "p50_us": cuts[49], "p99_us": cuts[98], "max_us": max(times)}

    def _call(self):
        before = time.perf_counter()
        answer = self._peer.calls(gateways.PROCEDURE, TEXT)
        if answer != [TEXT]:
            raise NotRunning(f"a call was answered wrongly: {answer}")
        return (time.perf_counter() - before) * 1e6


def table(raw):
    figures = Figures(raw)
    rows = [row(figures, manner, title) for manner, title in MANNERS.items()]
    return ("Calls among strangers", ["There are", "calls", "hostile connections", "p50 µs", "p99 µs", "longest µs",
                                      "p50 over that with nobody else", "p99 likewise"], rows)


def row(figures, manner, title):
    def in_all(field):
        return document.number(sum(figures.all("calls", manner, field)))

    def ratio(field):
        return document.number(figures.ratio(field, ("calls", manner), ("calls", "quiet")))

    medians = [document.number(figures.median("calls", manner, field)) for field in ("p50_us", "p99_us")]
    longest = document.number(max(figures.all("calls", manner, "max_us")))
    return (title, in_all("calls"), in_all("connections"), *medians, longest, ratio("p50_us"), ratio("p99_us"))


def markdown(raw):
    where = raw["machine"]
    heading, columns, rows = table(raw)
    worst = max(each["p99_us"] for found in raw["results"]["calls"].values() for each in found)
    lines = [f"`{raw['command']}` on {where['date']}: medians of {raw['rounds']} round(s), and of their ratios. "
             f"{where['cores']} cores of an {where['processor']}, Linux {where['kernel']}. The p99 of the worst turn: "
             f"{worst / 1000:.1f} ms, of {MOST_P99_MS} that it may be.", "", f"### {heading}", "",
             "| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows] + [""])


def missing(results):
    """What must be there however slow the machine is."""
    for manner, found in results.items():
        if not all(each["calls"] for each in found):
            yield f"{MANNERS[manner]}: there were no calls"
        if manner != "quiet" and not all(each["connections"] for each in found):
            yield f"{MANNERS[manner]}: there were no hostile connections"


def too_slow(results, options):
    for manner, found in results.items():
        worst = max(each["p99_us"] for each in found) / 1000
        if worst > MOST_P99_MS:
            yield f"{MANNERS[manner]}: a p99 of {worst:.1f} ms, more than {MOST_P99_MS} ms"
        if manner == "quiet":
            continue
        per_minute = sum(each["connections"] for each in found) / len(found) / options.seconds * 60
        if per_minute < 0.95 * options.per_minute:
            yield f"{MANNERS[manner]}: only {per_minute:,.0f} connections a minute, of {options.per_minute:,}"


if __name__ == "__main__":
    os.chdir(HERE.parent)
    os.sched_setaffinity(0, {CORES[-1]})
    sys.exit(main())
