# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Runs fuzz targets, each for a while, and says how to repeat what was found.

The seeds in corpus/TARGET are only read; what a run finds interesting is kept under the build folder and goes on
from there next time.
"""

import argparse
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
LONGEST_INPUT = 9000  # octets: a little more than an HTTP head may have
SECONDS_FOR_ONE_INPUT = 10
OPTIONS = {"ASAN_OPTIONS": "detect_leaks=1", "UBSAN_OPTIONS": "print_stacktrace=1"}


def main():
    options = arguments()
    build = pathlib.Path(options.build).resolve()
    findings = [target for target in options.targets if not holds(target, build, options)]
    sys.exit(1 if findings else 0)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", default=HERE.parents[1] / "build" / "fuzz", help="where the targets are built")
    parser.add_argument("--seconds", type=int, default=20, help="for each target")
    parser.add_argument("--seed", type=int, default=5020, help="of the fuzzer's random choices")
    parser.add_argument("targets", nargs="+")
    return parser.parse_args()


def holds(target, build, options):
    program = build / "tests" / "fuzz" / f"fuzz_{target}"
    if not program.exists():
        known = ", ".join(sorted(file.name for file in (HERE / "corpus").iterdir()))
        sys.exit(f"there is no fuzz target {target!r} in {build}; there are {known}")
    kept = build / "corpus" / target
    kept.mkdir(parents=True, exist_ok=True)
    print(f"==> fuzz {target}: {options.seconds} s, seed {options.seed}", flush=True)
    log = build / f"{target}.log"
    with log.open("w") as output:
        status = subprocess.run(
            [program, f"-max_total_time={options.seconds}", f"-seed={options.seed}", f"-max_len={LONGEST_INPUT}",
             f"-timeout={SECONDS_FOR_ONE_INPUT}", "-rss_limit_mb=2048", "-entropic=0", "-print_final_stats=1",
             f"-artifact_prefix={build}/{target}-", kept, HERE / "corpus" / target],
            stdout=output, stderr=subprocess.STDOUT, env={**os.environ, **OPTIONS}).returncode
    said = log.read_text(errors="replace")
    if status == 0:
        print(f"    {number_of_runs(said)} inputs tried, nothing found", flush=True)
        return True
    report(program, said, log)
    return False


def number_of_runs(said):
    runs = re.search(r"stat::number_of_executed_units:\s*(\d+)", said)
    return runs[1] if runs else "?"


def report(program, said, log):
    finding = re.search(r"This does not hold: .*|ERROR: \w+: .*|runtime error: .*|Assertion .* failed", said)
    reproducer = re.search(r"Test unit written to (\S+)", said)
    print(f"    FOUND: {finding[0] if finding else 'see the log'}")
    print(f"    all that it said: {log}")
    if reproducer:
        print(f"    again: {program} {reproducer[1]}")


if __name__ == "__main__":
    main()
