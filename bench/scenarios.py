# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

"""What is measured: the loads, in the order in which they run."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scenario:
    """One load. `servers` names who can bear it, all of whom take turns."""

    name: str
    title: str
    load: tuple  # arguments of bench_load
    servers: tuple = ("relay", "deskgate", "peers")
    tls: bool = False
    seconds: float = 1.0  # measured, after a quarter of it as warm-up
    rounds: int = 99  # at most


ROUTERS = ("deskgate", "peers")


def _load(kind, **options):
    arguments = [kind]
    for name, value in options.items():
        arguments += ["--" + name.replace("_", "-"), str(value)]
    return tuple(arguments)


def _rpc(name, title, in_flight, payload=100, **rest):
    return Scenario(name, title, _load("rpc", in_flight=in_flight, payload=payload), **rest)


def _events(count):
    return Scenario(f"events_{count}", f"events to {count:,} subscriber{'s' * (count > 1)}",
                    _load("events", count=count, in_flight=32), ROUTERS)


# 10 and 10,000 patterns directly after each other: it is their ratio that counts.
def _patterns(kind, match):
    singular = "publication" if kind == "subscriptions" else "call"
    for count in (10, 10000):
        yield Scenario(f"{kind}_{match}_{count}", f"{singular}, {count:,} {match} {kind}",
                       _load(kind, count=count, match=match, in_flight=32), ROUTERS, rounds=3,
                       seconds=0.8)


SCENARIOS = [
    _rpc("rpc_1", "call, 1 in flight", 1),
    _rpc("rpc_32", "call, 32 in flight", 32),
    _rpc("rpc_64", "call, 64 in flight", 64),
    _rpc("rpc_64_tls", "call, 64 in flight, TLS", 64, servers=("relay", "deskgate"), tls=True),
    Scenario("rpc_64_raw", "call, 64 in flight, RawSocket MessagePack",
             _load("rpc", in_flight=64, framing="rawsocket", codec="msgpack"), ("deskgate",)),
    _rpc("rpc_1k", "call, 16 in flight, 1 kB", 16, payload=1000),
    _rpc("rpc_64k", "call, 4 in flight, 64 kB", 4, payload=65536),
    _events(1),
    _events(10),
    _events(100),
    _events(1000),
    Scenario("burst", "burst of 20,000 events to 10 subscribers",
             _load("burst", count=10, events=20000), ROUTERS),
    Scenario("stalled", "events to 100, one of whom stops to read",
             _load("stalled", count=100, in_flight=32), ROUTERS, seconds=1.5),
    # Long and large enough for 16 MB to gather for the one who does not read.
    Scenario("large_stalled", "16 kB events to 100, one of whom stops to read",
             _load("stalled", count=100, in_flight=8, payload=16384), ROUTERS, seconds=4, rounds=3),
    Scenario("idle_1000", "1,000 idle sessions", _load("idle", count=1000), ROUTERS),
    Scenario("idle_1000_tls", "1,000 idle sessions, TLS", _load("idle", count=1000), ("deskgate",),
             tls=True),
    Scenario("idle_10000", "10,000 idle sessions", _load("idle", count=10000), ROUTERS, rounds=1),
    *_patterns("subscriptions", "prefix"),
    *_patterns("subscriptions", "wildcard"),
    *_patterns("registrations", "exact"),
    *_patterns("registrations", "prefix"),
]

# The least that shows that the bench works, for the tests.
SMOKE = [
    _rpc("rpc_64", "call, 64 in flight", 64, seconds=0.1),
    Scenario("burst", "burst of 1,000 events to 10 subscribers",
             _load("burst", count=10, events=1000), ROUTERS),
    Scenario("idle_1000", "20 idle sessions", _load("idle", count=20), ROUTERS),
]
