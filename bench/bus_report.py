# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

"""What a run of ./dev bench bus found, as tables and chart."""

import statistics

import chart
import document
from document import number
from figures import Figures
from goals import Goal

TITLES = {"calls_1": "1 in flight", "calls_32": "32 in flight"}
NAMES = {"sd-bus": "sd-bus, without a gateway", "router": "Deskgate's router, without the bus",
         "deskgate": "deskgate", "cockpit-bridge": "cockpit-bridge, without its web server",
         "Python": "autobahn and dbus-python, with Deskgate's router"}


def tables(raw):
    figures = Figures(raw)
    yield ("The bridge's goals", ["Goal", "Found", "Must", "Aim", ""],
           [goal.texts() for goal in goals(figures)])
    yield _calls(figures)


def goals(figures):
    def each_call(scenario, server):
        return [1e6 / value for value in figures.all(scenario, server, "ops_per_s")]

    yield Goal("mirrored call, 1 in flight: p50 over sd-bus' and the router's",
               _over_sum(*(figures.all("calls_1", s, "p50_us") for s in ("deskgate", "sd-bus", "router"))),
               1.25, 1)
    yield Goal("mirrored call, 32 in flight: time per call over sd-bus' and the router's",
               _over_sum(*(each_call("calls_32", s) for s in ("deskgate", "sd-bus", "router"))), 1.25, 1)
    own, bus = (figures.all("calls_32", "deskgate", field) for field in ("cpu_us", "bus_cpu_us"))
    yield Goal("mirrored call, 32 in flight: Deskgate's CPU over the bus daemon's", _over_sum(own, bus), 1, 0.75)
    yield Goal("decision at 1,000 rules", figures.median("decision", "deskgate", "decision_us"), 2, 0.5, "µs")


def _over_sum(tops, *parts):
    """The median of the rounds' ratios."""
    ratios = [top / sum(below) for top, *below in zip(tops, *parts) if sum(below)]
    return statistics.median(ratios) if ratios else None


def _calls(figures):
    rows = []
    for scenario, title in TITLES.items():
        for server in figures.servers(scenario):
            fields = ("ops_per_s", "cpu_us", "bus_cpu_us", "p50_us", "p99_us", "p999_us")
            rows.append((title, NAMES[server], *(_cell(figures, scenario, server, field) for field in fields)))
    return ("Calls of a D-Bus method", ["Calls", "Way", "calls/s", "gateway's CPU µs a call", "bus daemon's", "p50 µs",
                                        "p99 µs", "p99.9 µs"], rows)


# Without a gateway or a bus there is nothing to count.
def _cell(figures, scenario, server, field):
    missing = {"cpu_us": "sd-bus", "bus_cpu_us": "router"}
    return "" if missing.get(field) == server else number(figures.median(scenario, server, field))


def print_all(raw):
    document.print_all(tables(raw), raw["absent"])


def write_document(raw, page):
    picture = "Calls of a D-Bus method per second", "performance-bus.svg"
    document.write_part(page, "bus", document.markdown(raw, tables(raw), picture))
    page.with_name(picture[1]).write_text(chart.draw(_panels(Figures(raw))), encoding="utf-8")


def _panels(figures):
    for scenario, title in TITLES.items():
        yield (f"Calls per second of a D-Bus method, {title}",
               [(server, value, f"{value:,.0f}") for server in figures.servers(scenario)
                if server != "router" and (value := figures.median(scenario, server, "ops_per_s"))])
