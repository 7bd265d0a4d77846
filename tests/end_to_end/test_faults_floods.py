# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""A service that says more, faster, than anybody wants to hear."""

import concurrent.futures

import pytest

from support.resources import forget_what_is_freed, resident_octets
from support.services import Everything

COUNT = 50_000
# What may wait for one client, and what may be added to that by a flood of five times as much.
OUTGOING, MEMORY = 2 << 20, 16 << 20


@pytest.fixture
def gateway(monkeypatch, start_gateway, everything, other):
    forget_what_is_freed(monkeypatch)
    return start_gateway("everything.use", "family.use", config={"limits": {"outgoing": OUTGOING}})


@pytest.fixture
def other(bus, started):
    return started.enter_context(Everything(bus, "org.example.Family.other"))


@pytest.fixture
def flood(gateway, everything):
    """flood(): a thread that reads all of it; the numbers of the signals, in the order in which they came."""
    reader = gateway.owner()
    reader.subscribes(everything.uri_of("Happened"))
    with concurrent.futures.ThreadPoolExecutor() as pool:
        yield lambda: pool.submit(read_flood, reader, everything)


def read_flood(reader, everything):
    reader.calls(everything.uri_of("Flood"), COUNT)
    return [reader.next_event().arguments[1] for _ in range(COUNT)]


def test_each_of_fifty_thousand_signals_comes_in_order(flood):
    assert flood().result() == list(range(COUNT))


def test_during_a_flood_the_calls_of_others_are_answered(gateway, flood):
    client = gateway.client()
    heard = flood()
    answered = 0
    while not heard.done():
        assert client.calls("org.deskgate.family.other.Everything.EchoString", str(answered)) == [str(answered)]
        answered += 1
    assert answered > 3


def test_a_flood_costs_no_more_memory_than_may_wait_for_a_client(gateway, flood):
    before = resident_octets(gateway.pid)
    flood().result()
    assert resident_octets(gateway.pid) - before < MEMORY


def test_who_does_not_read_a_flood_is_closed_and_the_others_hear_all_of_it(gateway, everything, flood):
    slow = gateway.client()
    slow.subscribes(everything.uri_of("Happened"))
    heard = flood()
    gateway.stderr.wait_for("slow_peer: .*too slow: [0-9]+ octets waiting")
    assert heard.result() == list(range(COUNT))
    assert slow.hears_past_events() is None


def test_a_flood_of_changes_ends_with_the_newest(gateway, everything):
    client = gateway.client()
    client.subscribes(everything.uri_of("Text"))
    before = resident_octets(gateway.pid)
    client.calls(everything.uri_of("Burst"), COUNT)
    heard = []
    client.event_where(lambda event: heard.append(int(event.arguments[0])) or event.arguments == [str(COUNT - 1)])
    assert heard == sorted(set(heard))
    assert resident_octets(gateway.pid) - before < MEMORY
