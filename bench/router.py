# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

"""Measures Deskgate's router beside a bare relay and other routers, in turns, on this machine.

Called by ./dev bench router.
"""

import argparse
import json
import os
import pathlib
import resource
import subprocess
import sys
import time

import document
import peers
import report
import servers
from scenarios import SCENARIOS, SMOKE
from servers import NotRunning


def main():
    options = parse()
    folder = pathlib.Path(options.build).resolve() / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    raise_descriptor_limit()
    absent = {}
    contestants = gather(options, folder, absent)
    results = measure(options, contestants, folder, absent)
    raw = {"machine": document.machine(), "command": command_line(options), "rounds": options.rounds, "servers": {s.name: s.version for s in contestants},
           "absent": absent, "results": results}
    (folder / "router.json").write_text(json.dumps(raw, indent=1), encoding="utf-8")
    report.print_all(raw)
    is_whole = not (options.quick or options.smoke or options.only or options.scenarios)
    if is_whole:
        report.write_document(raw, pathlib.Path("docs/performance.md"))
    return check(results) if options.smoke else 0


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], prog="./dev bench router")
    parser.add_argument("--quick", action="store_true", help="one short round, for a first look")
    parser.add_argument("--rounds", type=int, default=5, help="how often each load runs")
    parser.add_argument("--only", default="", help="servers, with commas: deskgate,relay")
    parser.add_argument("--scenarios", default="", help="loads, with commas: rpc_64,burst")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=COMMAND",
                        help="a further router; {port} in the command stands for its port")
    parser.add_argument("--smoke", action="store_true", help="the least that can fail")
    parser.add_argument("--minutes", type=float, default=14, help="start nothing more after that")
    parser.add_argument("--programs", default="build/release", help="where they were built")
    parser.add_argument("--build", default="build", help="where the results go")
    options = parser.parse_args()
    if options.quick or options.smoke:
        options.rounds = 1
    return options


def command_line(options):
    """As one would type it again, without what only this machine has."""
    words = ["./dev bench router", *(["--quick"] if options.quick else []),
             *(f"--peer {text.partition('=')[0]}=…" for text in options.peer)]
    return " ".join(words)


def gather(options, folder, absent):
    """Every server that can be had; `absent` learns why the others cannot."""
    programs = pathlib.Path(options.programs)
    wanted = set(filter(None, options.only.split(",")))
    certificate = servers.self_signed(folder)
    found = [servers.relay(programs, certificate), servers.deskgate(programs, folder, certificate)]
    place = folder / "peers"
    place.mkdir(exist_ok=True)
    for name, build in peers.BUILDERS.items():
        if wanted and name not in wanted:
            continue
        print(f"==> Building {name}", flush=True)
        try:
            found.append(build(place))
        except (NotRunning, OSError, subprocess.SubprocessError) as why:
            absent[name] = str(why)
            print(f"    {name}: not measured: {why}", flush=True)
    found += [peers.given(text) for text in options.peer]
    return [s for s in found if not wanted or s.name in wanted]


def measure(options, contestants, folder, absent):
    """Scenario by scenario and round by round, all servers in turn."""
    turns = list(turns_of(options, contestants))
    results, started = {}, time.monotonic()
    for number, (_, scenario, server) in enumerate(turns):
        if time.monotonic() - started > 60 * options.minutes:
            absent[f"the last {len(turns) - number} of {len(turns)} runs"] = "no time was left"
            break
        say_progress(number, turns, started)
        found = run_one(options, scenario, server, folder)
        if "error" in found:
            absent[f"{server.name}, {scenario.title}"] = found["error"]
        else:
            results.setdefault(scenario.name, {}).setdefault(server.name, []).append(found)
    print(f"==> Measured in {time.monotonic() - started:.0f} s", flush=True)
    return results


def turns_of(options, contestants):
    wanted = set(filter(None, options.scenarios.split(",")))
    for turn in range(options.rounds):
        for scenario in SMOKE if options.smoke else SCENARIOS:
            if turn >= scenario.rounds or (wanted and scenario.name not in wanted):
                continue
            for server in contestants:
                kind = "peers" if server.is_peer else server.name
                if kind in scenario.servers:
                    yield turn, scenario, server


def say_progress(number, turns, started):
    turn, scenario, server = turns[number]
    passed = time.monotonic() - started
    left = f", {passed / number * (len(turns) - number):.0f} s left" if number > 4 else ""
    print(f"[{number + 1} of {len(turns)}{left}] round {turn + 1}: {scenario.title}: {server.name}",
          flush=True)


def run_one(options, scenario, server, folder):
    """Starts the server anew, puts the load on, and ends it."""
    seconds = min(scenario.seconds, 0.4) if options.quick else scenario.seconds
    try:
        with server.running(folder / f"{server.name}.log", scenario.tls) as (port, process):
            idle = rss_kb(process.pid)
            command = [*servers.ON_LOAD_CORE, str(pathlib.Path(options.programs) / "bench" / "bench_load"), *scenario.load,
                       *server.load, "--port", str(port), "--server-pid", str(process.pid),
                       "--seconds", str(seconds), *(["--tls"] if scenario.tls else [])]
            run = subprocess.run(command, capture_output=True, text=True, timeout=120)
            if run.returncode:
                return {"error": (run.stderr.strip().splitlines() or ["bench_load failed"])[0]}
            return {**json.loads(run.stdout), "idle_rss_kb": idle}
    except (NotRunning, OSError, subprocess.TimeoutExpired) as why:
        return {"error": str(why)}


def rss_kb(pid):
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as rollup:
        return next(int(line.split()[1]) for line in rollup if line.startswith("Rss:"))


def raise_descriptor_limit():
    """10,000 sessions have as many sockets, on either side."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def check(results):
    """What must hold however slow the machine is."""
    faults = [f"{name} was not measured with Deskgate" for name in ("rpc_64", "burst", "idle_1000")
              if "deskgate" not in results.get(name, {})]
    for found in results.get("burst", {}).get("deskgate", []):
        if found["share"] < 1 or not found["in_order"]:
            faults.append(f"the burst was not delivered whole and in order: {found}")
    for fault in faults:
        print(f"bench: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    os.chdir(pathlib.Path(__file__).parent.parent)
    sys.exit(main())
