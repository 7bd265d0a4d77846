# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

"""Measures how long Deskgate takes to refuse a login, by why it does: a stranger could learn from it who is there.

Called by ./dev bench refusals.
"""

import argparse
import contextlib
import json
import os
import pathlib
import random
import statistics
import sys
import time

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import document
import wamp
from paired import PAIRING, Desk, Device
from refused import Cryptosign, Scram, Ticket, WampCra
from servers import CORES, HERE, deskgate_as

REALM = "realm1"
MOST_DIFFERENCE = 0.05
SLOWEST_LEFT_OUT = 0.01

# Who wants to be paired must be able to come over TLS; nobody does.
CONFIG = """\
realm = "realm1"
state = "{folder}/state"

[listen]
websocket = "127.0.0.1:{port}"
tls       = "127.0.0.1:0"
unix      = "{folder}/wamp.sock"

[limits]
failed_logins = false

[role.family]
grants = []
"""
KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
# Nobody's secret is made like that of somebody: each kind of WAMP-CRA has a Deskgate of its own.
PLAIN = CONFIG + f"""
[principal.script]
role   = "family"
ticket = "open sesame"

[principal.tablet]
role    = "family"
wampcra = "a shared secret"

[principal.ann]
role  = "family"
scram = "argon2id13,4096,512,c2l4dGVlbiBvY3RldHMuIQ==,{KEY},{KEY}"
"""
SALTED = CONFIG + f"""
[principal.tablet]
role    = "family"
wampcra = {{{{ key = "{KEY}", salt = "c2l4dGVlbiBvY3RldHMuIQ==", iterations = 1000 }}}}
"""


def main():
    options = parse()
    folder = pathlib.Path(options.build).resolve() / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    program = pathlib.Path(options.programs).resolve() / "deskgate"
    samples = measure(program, folder, options)
    raw = {"machine": document.machine(), "samples": min(map(len, samples.values())), "results": summary(samples),
           "command": "./dev bench refusals" + (" --quick" if options.quick else "")}
    (folder / "refusals.json").write_text(json.dumps(raw, indent=1), encoding="utf-8")
    document.print_all([table(raw)], {})
    if options.quick or options.smoke:
        return 0
    document.write_part(pathlib.Path("docs/performance.md"), "refusals", markdown(raw))
    faults = list(faults_of(raw, options))
    for fault in faults:
        print(f"bench: {fault}", file=sys.stderr)
    return 1 if faults else 0


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], prog="./dev bench refusals")
    parser.add_argument("--quick", action="store_true", help="a tenth of the samples, for a first look")
    parser.add_argument("--smoke", action="store_true", help="the least that can fail")
    parser.add_argument("--samples", type=int, default=10_000, help="of each kind")
    parser.add_argument("--seconds", type=int, default=240, help="after which it ends with fewer")
    parser.add_argument("--programs", default="build/release", help="where they were built")
    parser.add_argument("--build", default="build", help="where the results go")
    options = parser.parse_args()
    if options.quick or options.smoke:
        options.samples = 5 if options.smoke else 1000
    return options


def measure(program, folder, options):
    with contextlib.ExitStack() as stack:
        port, state, _ = stack.enter_context(deskgate_as(PLAIN, program, folder / "refusals.log", "--no-bus"))
        salted_port, *_ = stack.enter_context(deskgate_as(SALTED, program, folder / "refusals-salted.log", "--no-bus"))
        known, revoked = paired_devices(port, f"{state}/wamp.sock")
        stranger = Ed25519PrivateKey.generate()
        attempts = {
            ("cryptosign", "an unknown key"): Cryptosign(port, REALM, stranger),
            ("cryptosign", "a revoked device"): Cryptosign(port, REALM, revoked.key),
            ("cryptosign", "a wrong signature"): Cryptosign(port, REALM, known.key, signer=stranger),
            ("cryptosign", "pairing is closed"): Cryptosign(port, PAIRING, stranger),
            ("ticket", "an unknown name"): Ticket(port, REALM, "bobby1"),
            ("ticket", "a name without a ticket"): Ticket(port, REALM, "tablet"),
            ("ticket", "a wrong ticket"): Ticket(port, REALM, "script"),
            ("wampcra", "an unknown name"): WampCra(port, REALM, "bobby1"),
            ("wampcra", "a wrong proof"): WampCra(port, REALM, "tablet"),
            ("wampcra, salted", "an unknown name"): WampCra(salted_port, REALM, "bobby1"),
            ("wampcra, salted", "a wrong proof"): WampCra(salted_port, REALM, "tablet"),
            ("wamp-scram", "an unknown name"): Scram(port, REALM, "bob"),
            ("wamp-scram", "a wrong proof"): Scram(port, REALM, "ann"),
        }
        take_turns(list(attempts.values()), options)
    return {kind: attempt.times_us for kind, attempt in attempts.items()}


def take_turns(attempts, options):
    """In an order that changes: whatever else the machine does falls on each of them alike."""
    order = random.Random(5020)
    end = time.monotonic() + options.seconds
    for number in range(options.samples):
        if time.monotonic() > end:
            break
        if number % max(1, options.samples // 10) == 0:
            print(f"{document.number(number)} of {document.number(options.samples)} samples of each", flush=True)
        for attempt in order.sample(attempts, len(attempts)):
            attempt.once()


def paired_devices(port, unix_path):
    """One that is, and one that is not any longer."""
    desk = Desk(unix_path, REALM)
    known, revoked = devices = [Device(lambda: wamp.over_tcp(port), REALM) for _ in range(2)]
    for device in devices:
        desk.pairs(device, [])
    desk.revokes(revoked)
    return known, revoked


def summary(samples):
    """Of each kind; those of one method are compared."""
    return [{"method": method, "because": because, "mean_us": mean(times), "median_us": statistics.median(times)}
            for (method, because), times in samples.items()]


def mean(times):
    """Without the slowest, which is the machine's own doing."""
    return statistics.fmean(sorted(times)[:max(1, round(len(times) * (1 - SLOWEST_LEFT_OUT)))])


def over_least(results, each, field):
    return each[field] / min(other[field] for other in results if other["method"] == each["method"])


def table(raw):
    results = raw["results"]
    rows = []
    for each in results:
        figures = [text for field in ("mean_us", "median_us")
                   for text in (document.number(each[field]), f"{over_least(results, each, field):.3f}")]
        rows.append((each["method"], each["because"], *figures))
    return ("What a refusal takes", ["Method", "Because", "mean µs", "over the method's least", "median µs",
                                     "over the least"], rows)


def markdown(raw):
    where = raw["machine"]
    heading, columns, rows = table(raw)
    lines = [f"`{raw['command']}` on {where['date']}: {document.number(raw['samples'])} samples of each. "
             f"{where['cores']} cores of an {where['processor']}, Linux {where['kernel']}.", "", f"### {heading}", "",
             "| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows] + [""])


def faults_of(raw, options):
    if raw["samples"] < options.samples:
        yield f"only {raw['samples']:,} samples of each in {options.seconds} s, of {options.samples:,}"
    for each in raw["results"]:
        ratio = over_least(raw["results"], each, "mean_us")
        if ratio >= 1 + MOST_DIFFERENCE:
            yield f"{each['method']}: {each['because']} takes {ratio:.3f} times as long as another reason"


if __name__ == "__main__":
    os.chdir(HERE.parent)
    os.sched_setaffinity(0, {CORES[-1]})
    sys.exit(main())
