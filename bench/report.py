# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

"""What a run of ./dev bench router found, as tables and chart."""

import chart
import document
from document import number
from figures import Figures
from goals import goals
from scenarios import SCENARIOS

TITLES = {scenario.name: scenario.title for scenario in SCENARIOS}


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
    return number(figures.ratio(field, (scenario, server), (scenario, "deskgate")), "{:.2f} ×")


def _calls(figures):
    def cells(scenario, server):
        values = [number(figures.median(scenario, server, field))
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
        return [number(figures.median(scenario, server, "ops_per_s")),
                number(figures.median(scenario, server, "cpu_us")), _ratio(figures, scenario, server),
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
                number(figures.median(scenario, server, "ops_per_s")),
                number(figures.median(scenario, server, "cpu_us"))]

    columns = ["Burst", "Server", "delivered, worst round", "in order", "deliveries/s",
               "CPU µs a delivery"]
    return "Bursts", columns, list(_rows(figures, ["burst"], cells))


def _sessions(figures):
    def cells(scenario, server):
        idle = figures.median(scenario, server, "idle_rss_kb")
        return [number(figures.median(scenario, server, "rss_kb")),
                number(figures.median(scenario, server, "cpu_us")), number(idle and idle / 1024),
                number(figures.median(scenario, server, "lost"), "{:.0f}")]

    names = [n for n in TITLES if n.startswith("idle")]
    columns = ["Sessions", "Server", "kB a session", "CPU µs to set one up", "MB before the first",
               "lost"]
    return "Sessions", columns, list(_rows(figures, names, cells))


def _growth(figures):
    def cells(scenario, server):
        few = scenario.removesuffix("_10000") + "_10"
        if not figures.median(scenario, server, "granted"):
            return ["not supported", "", ""]
        return [number(figures.median(few, server, "cpu_us")),
                number(figures.median(scenario, server, "cpu_us")),
                number(figures.ratio("cpu_us", (scenario, server), (few, server)), "{:.2f} ×")]

    names = [n for n in TITLES if n.endswith("_10000") and not n.startswith("idle")]
    columns = ["Growth", "Server", "CPU µs with 10", "CPU µs with 10,000", "ratio"]
    return "Growth", columns, list(_rows(figures, names, cells))


def print_all(raw):
    document.print_all(tables(raw), raw["absent"])


def write_document(raw, page):
    """Puts tables and chart in the place of those of the last run."""
    picture = "Calls and deliveries per second", "performance.svg"
    document.write_part(page, "measured", document.markdown(raw, tables(raw), picture))
    page.with_suffix(".svg").write_text(chart.draw(_panels(raw)), encoding="utf-8")


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
