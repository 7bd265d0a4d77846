# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

"""What Deskgate's router is meant to reach, and whether it does."""

from dataclasses import dataclass


@dataclass
class Goal:
    """`must` and `aim` are bounds: upper ones, unless more is better."""

    title: str
    value: float  # None: not measured
    must: float
    aim: float
    unit: str = "×"
    more_is_better: bool = False

    def verdict(self):
        if self.value is None:
            return "not measured"
        if self._reaches(self.aim):
            return "aim met"
        return "must met" if self._reaches(self.must) else "**missed**"

    def _reaches(self, bound):
        return self.value >= bound if self.more_is_better else self.value <= bound

    def texts(self):
        sign = "≥" if self.more_is_better else "≤"
        found = "–" if self.value is None else self._text(self.value)
        return (self.title, found, f"{sign} {self._text(self.must)}", f"{sign} {self._text(self.aim)}",
                self.verdict())

    def _text(self, value):
        number = f"{value:.0f}" if value >= 100 else f"{value:.3g}"
        if self.unit == "1/":
            return f"1/{1 / value:.3g}" if value else "0"
        return f"{number} {self.unit}"


def goals(figures, given):
    """All of them. `given`: routers that the command line named, the C++ ones."""
    yield from _call_goals(figures, given)
    yield from _event_goals(figures)
    yield from _session_goals(figures)
    yield from _growth_goals(figures)


def _call_goals(figures, given):
    def over(scenario, field, server):
        return figures.ratio(field, (scenario, "deskgate"), (scenario, server))

    yield Goal("call, 64 in flight: CPU over the relay's", over("rpc_64", "cpu_us", "relay"), 2.5, 1.8)
    yield Goal("call, 1 in flight: p50 over the relay's", over("rpc_1", "p50_us", "relay"), 1.4, 1.2)
    yield Goal("call, 1 kB, 16 in flight: CPU over the relay's", over("rpc_1k", "cpu_us", "relay"), 2, 1.4)
    yield Goal("call, 64 in flight: CPU over nexus'", over("rpc_64", "cpu_us", "nexus"), 1 / 8, 1 / 15,
               "1/")
    against = [over("rpc_64", "ops_per_s", name) for name in given]
    yield Goal("call, 64 in flight: calls/s over the best C++ router's",
               min((r for r in against if r is not None), default=None), 2, 4, more_is_better=True)
    yield Goal("call, 64 in flight: CPU under TLS over plain",
               figures.ratio("cpu_us", ("rpc_64_tls", "deskgate"), ("rpc_64", "deskgate")), 2.2, 1.7)


def _event_goals(figures):
    mine = "deskgate"
    yield Goal("delivery, 100 subscribers: CPU over nexus'",
               figures.ratio("cpu_us", ("events_100", mine), ("events_100", "nexus")), 1 / 4, 1 / 8,
               "1/")
    yield Goal("delivery: CPU with 100 subscribers over CPU with 1",
               figures.ratio("cpu_us", ("events_100", mine), ("events_1", mine)), 1.3, 1)
    share = figures.least("burst", mine, "share")
    in_order = figures.least("burst", mine, "in_order")
    yield Goal("burst of 20,000 events to 10: delivered in order, worst round",
               None if share is None else 100 * share * in_order, 100, 100, "%", more_is_better=True)
    for title, scenario in (("100 B", "stalled"), ("16 kB, until it is cut off", "large_stalled")):
        yield Goal(f"one of 100 subscribers stalls: deliveries/s to each other ({title})",
                   figures.median(scenario, mine, "kept"), 0.9, 0.98, more_is_better=True)


def _session_goals(figures):
    mine = "deskgate"
    idle = figures.median("idle_1000", mine, "idle_rss_kb")
    yield Goal("idle session, plain", figures.median("idle_1000", mine, "rss_kb"), 12, 5, "kB")
    yield Goal("idle session, TLS", figures.median("idle_1000_tls", mine, "rss_kb"), 90, 22, "kB")
    yield Goal("idle daemon", idle and idle / 1024, 10, 6, "MB")
    yield Goal("session set-up, CPU", figures.median("idle_1000", mine, "cpu_us"), 200, 120, "µs")


# "Flat" and "no cliff" need a number to be judged by: these are the bench's own.
def _growth_goals(figures):
    mine = "deskgate"
    for kind in ("subscriptions_prefix", "subscriptions_wildcard", "registrations_exact",
                 "registrations_prefix"):
        ratio = figures.ratio("cpu_us", (f"{kind}_10000", mine), (f"{kind}_10", mine))
        if not figures.median(f"{kind}_10000", mine, "granted"):
            ratio = None
        yield Goal(f"CPU with 10,000 {' '.join(reversed(kind.split('_')))} over CPU with 10", ratio,
                   1.5, 1.2)
    yield Goal("deliveries/s to 1,000 subscribers over those to 10",
               figures.ratio("ops_per_s", ("events_1000", mine), ("events_10", mine)), 0.7, 1,
               more_is_better=True)
