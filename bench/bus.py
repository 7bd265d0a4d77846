# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

"""Measures calls of a D-Bus method through Deskgate beside calls without it and beside other gateways, in turns.

Called by ./dev bench bus.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import time

import bus_report
import document
import gateways
from servers import ON_LOAD_CORE, NotRunning

IN_FLIGHT = {"calls_1": 1, "calls_32": 32}


def main():
    options = parse()
    programs = pathlib.Path(options.programs).resolve()
    folder = pathlib.Path(options.build).resolve() / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    absent = {}
    results = measure(options, programs, folder, absent)
    raw = {"machine": document.machine(), "command": "./dev bench bus" + (" --quick" if options.quick else ""),
           "rounds": options.rounds, "servers": versions(programs), "absent": absent, "results": results}
    (folder / "bus.json").write_text(json.dumps(raw, indent=1), encoding="utf-8")
    bus_report.print_all(raw)
    if not (options.quick or options.smoke or options.only):
        bus_report.write_document(raw, pathlib.Path("docs/performance.md"))
    return check(results) if options.smoke else 0


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], prog="./dev bench bus")
    parser.add_argument("--quick", action="store_true", help="one short round, for a first look")
    parser.add_argument("--rounds", type=int, default=5, help="how often each load runs")
    parser.add_argument("--only", default="", help=f"ways, with commas: {','.join(gateways.WAYS)}")
    parser.add_argument("--smoke", action="store_true", help="the least that can fail")
    parser.add_argument("--programs", default="build/release", help="where they were built")
    parser.add_argument("--build", default="build", help="where the results go")
    options = parser.parse_args()
    if options.quick or options.smoke:
        options.rounds = 1
    return options


def measure(options, programs, folder, absent):
    """Load by load and round by round, all ways in turn, each on a bus of its own."""
    seconds = 0.1 if options.smoke else 0.4 if options.quick else 2.0
    wanted = list(filter(None, options.only.split(","))) or list(gateways.WAYS)
    turns = [(number, scenario, way) for number in range(options.rounds) for scenario in IN_FLIGHT for way in wanted]
    results = {}
    for position, (number, scenario, way) in enumerate(turns):
        print(f"[{position + 1} of {len(turns)}] round {number + 1}: {bus_report.TITLES[scenario]}: {way}", flush=True)
        found = run_one(programs, folder, way, IN_FLIGHT[scenario], seconds)
        if "error" in found:
            absent[f"{way}, {bus_report.TITLES[scenario]}"] = found["error"]
        else:
            results.setdefault(scenario, {}).setdefault(way, []).append(found)
    for _ in range(options.rounds):
        found = run([str(programs / "bench" / "bench_decision"), "--seconds", str(seconds)], os.environ)
        results.setdefault("decision", {}).setdefault("deskgate", []).append(found)
    return results


def run_one(programs, folder, way, in_flight, seconds):
    try:
        with gateways.running_bus(programs) as bus, \
             gateways.WAYS[way](programs, bus, folder / f"bus-{way}.log") as command:
            return run([*command, *(["--payload", "100"] if "--payload" not in command else []), "--bus-pid",
                        str(bus.pid), "--in-flight", str(in_flight), "--seconds", str(seconds)], bus.environment)
    except (NotRunning, OSError) as why:
        return {"error": str(why)}


def run(command, environment):
    try:
        done = subprocess.run([*ON_LOAD_CORE, *command], capture_output=True, text=True, timeout=60, env=environment)
    except subprocess.TimeoutExpired:
        return {"error": "it did not end"}
    if done.returncode:
        return {"error": (done.stderr.strip().splitlines() or ["it failed"])[0]}
    return json.loads(done.stdout)


def versions(programs):
    found = {"deskgate": [str(programs / "deskgate"), "--version"], "dbus-daemon": ["dbus-daemon", "--version"],
             "cockpit-bridge": ["cockpit-bridge", "--version"],
             "Python": ["/usr/bin/python3", "-c", "import autobahn, dbus; "
                        "print('autobahn', autobahn.__version__, 'dbus-python', dbus.__version__)"]}
    return {name: version(command) for name, command in found.items()}


def version(command):
    """The first line that has a digit, without the program's name."""
    try:
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return "(not here)"
    line = next((line for line in said.splitlines() if any(c.isdigit() for c in line)), "")
    return line if "," in line or "autobahn" in line else line.split()[-1] if line else ""


def check(results):
    """What must hold however slow the machine is."""
    faults = [f"{scenario} was not measured with {way}" for scenario in IN_FLIGHT for way in ("sd-bus", "router", "deskgate")
              if way not in results.get(scenario, {})]
    for fault in faults:
        print(f"bench: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    os.chdir(pathlib.Path(__file__).parent.parent)
    sys.exit(main())
