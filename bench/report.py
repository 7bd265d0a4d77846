# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

"""Says what a run found: on the terminal, and between two marks of a page."""

import datetime
import os
import pathlib
import platform
import subprocess

import chart
from figures import Figures
from goals import goals
from scenarios import SCENARIOS

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
TITLES = {scenario.name: scenario.title for scenario in SCENARIOS}


def machine():
    """What matters of it; neither its name nor a path."""
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        model = next((line.split(":")[1].strip() for line in info if line.startswith("model name")),
                     "unknown processor")
    compiler = subprocess.run(["c++", "--version"], capture_output=True, text=True).stdout
    return {"processor": model, "cores": os.cpu_count(), "kernel": platform.release().split("-")[0],
            "compiler": (compiler.splitlines() or ["unknown"])[0],
            "date": datetime.date.today().isoformat()}


def tables(raw):
    """Every table: (heading, columns, rows of text)."""
    figures = Figures(raw)
    given = [name for name in raw["servers"] if name not in ("relay", "deskgate", "nexus", "fox-wamp")]
    yield ("Goals", ["Goal", "Found", "Must", "Aim", ""],
           [goal.texts() for goal in goals(figures, given)])
    yield _calls(figures)
    yield _events(figures)
    yield _burst(figures)
    yield _sessions(figures)
    yield _growth(figures)


def _rows(figures, scenarios, cells):
    for scenario in scenarios:
        for server in figures.servers(scenario):
            yield (TITLES.get(scenario, scenario), server, *cells(scenario, server))


def _ratio(figures, scenario, server, field="cpu_us"):
    return _number(figures.ratio(field, (scenario, server), (scenario, "deskgate")), "{:.2f} ×")


def _number(value, form="{:.3g}"):
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 1000 else form.format(value)


def _calls(figures):
    def cells(scenario, server):
        values = [_number(figures.median(scenario, server, field))
                  for field in ("ops_per_s", "cpu_us", "p50_us", "p99_us", "p999_us")]
        return [*values[:2], _ratio(figures, scenario, server), *values[2:]]

    names = [n for n in TITLES if n.startswith("rpc")]
    columns = ["Calls", "Server", "calls/s", "CPU µs a call", "CPU over Deskgate's", "p50 µs", "p99 µs",
               "p99.9 µs"]
    return "Calls", columns, list(_rows(figures, names, cells))


def _events(figures):
    def cells(scenario, server):
        lost, came = (figures.median(scenario, server, f) or 0 for f in ("lost", "ops"))
        given_up = figures.median(scenario, server, "given_up")
        kept = figures.median(scenario, server, "kept")
        return [_number(figures.median(scenario, server, "ops_per_s")),
                _number(figures.median(scenario, server, "cpu_us")), _ratio(figures, scenario, server),
                f"{100 * lost / (lost + came):.1f} %" if lost else "none",
                "" if kept is None else f"{kept:.2f} ×",
                "" if given_up is None else ["no", "yes"][given_up > 0.5]]

    names = [n for n in TITLES if n.startswith(("events", "stalled", "large"))]
    columns = ["Events", "Server", "deliveries/s", "CPU µs a delivery", "CPU over Deskgate's", "lost",
               "after the stall over before", "stalled one cut off"]
    return "Events", columns, list(_rows(figures, names, cells))


def _burst(figures):
    def cells(scenario, server):
        share = figures.least(scenario, server, "share")
        return [f"{100 * share:.1f} %", ["no", "yes"][int(figures.least(scenario, server, "in_order"))],
                _number(figures.median(scenario, server, "ops_per_s")),
                _number(figures.median(scenario, server, "cpu_us"))]

    columns = ["Burst", "Server", "delivered, worst round", "in order", "deliveries/s",
               "CPU µs a delivery"]
    return "Bursts", columns, list(_rows(figures, ["burst"], cells))


def _sessions(figures):
    def cells(scenario, server):
        idle = figures.median(scenario, server, "idle_rss_kb")
        return [_number(figures.median(scenario, server, "rss_kb")),
                _number(figures.median(scenario, server, "cpu_us")), _number(idle and idle / 1024),
                _number(figures.median(scenario, server, "lost"), "{:.0f}")]

    names = [n for n in TITLES if n.startswith("idle")]
    columns = ["Sessions", "Server", "kB a session", "CPU µs to set one up", "MB before the first",
               "lost"]
    return "Sessions", columns, list(_rows(figures, names, cells))


def _growth(figures):
    def cells(scenario, server):
        few = scenario.removesuffix("_10000") + "_10"
        if not figures.median(scenario, server, "granted"):
            return ["not supported", "", ""]
        return [_number(figures.median(few, server, "cpu_us")),
                _number(figures.median(scenario, server, "cpu_us")),
                _number(figures.ratio("cpu_us", (scenario, server), (few, server)), "{:.2f} ×")]

    names = [n for n in TITLES if n.endswith("_10000") and not n.startswith("idle")]
    columns = ["Growth", "Server", "CPU µs with 10", "CPU µs with 10,000", "ratio"]
    return "Growth", columns, list(_rows(figures, names, cells))


def print_all(raw):
    for heading, columns, rows in tables(raw):
        if not rows:
            continue
        lines = [columns, *rows]
        widths = [max(len(str(line[i])) for line in lines) for i in range(len(columns))]
        print(f"\n{heading}")
        for line in lines:
            print("  " + "  ".join(str(cell).ljust(width) for cell, width in zip(line, widths)).rstrip())
    for what, why in raw["absent"].items():
        print(f"not measured: {what}: {why}")


def write_document(raw, page):
    """Puts tables and chart in the place of those of the last run."""
    before, rest = page.read_text(encoding="utf-8").split(BEGIN)
    after = rest.split(END)[1]
    page.write_text(before + BEGIN + "\n\n" + _markdown(raw) + "\n" + END + after, encoding="utf-8")
    page.with_suffix(".svg").write_text(chart.draw(_panels(raw)), encoding="utf-8")


def _markdown(raw):
    where = raw["machine"]
    servers = ", ".join(f"{name} {version}".strip() for name, version in raw["servers"].items())
    lines = [f"`{raw['command']}` on {where['date']}: medians of {raw['rounds']} round(s). "
             f"{where['cores']} cores of an {where['processor']}, Linux {where['kernel']}, "
             f"{where['compiler']}. Servers: {servers}.", "", "![Calls and deliveries per second]"
             "(performance.svg)", ""]
    for heading, columns, rows in tables(raw):
        lines += [f"### {heading}", "", "| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
        lines += ["| " + " | ".join(map(str, row)) + " |" for row in rows] + [""]
    if raw["absent"]:
        lines += ["### Not measured", "", *(f"- {what}: {why}" for what, why in raw["absent"].items()), ""]
    return "\n".join(lines)


def _panels(raw):
    figures = Figures(raw)
    for title, scenario in (("Calls per second, 64 in flight, 100 B", "rpc_64"),
                            ("Calls per second, 16 in flight, 1 kB", "rpc_1k"),
                            ("Deliveries per second to 100 subscribers", "events_100")):
        yield title, [(server, value, f"{value:,.0f}") for server in figures.servers(scenario)
                      if (value := figures.median(scenario, server, "ops_per_s"))]
    yield ("Processor time per call, 64 in flight, in µs (less is better)",
           [(server, value, f"{value:.1f}") for server in figures.servers("rpc_64")
            if (value := figures.median("rpc_64", server, "cpu_us"))])
