# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""A bus that dies again and again."""

import pytest

from support.bus import Witness
from support.resources import descriptors, forget_what_is_freed, resident_octets
from support.services import Everything
from support.waiting import eventually

# What eighty restarts may cost: a leak of one kilobyte for each of a dozen match rules would be more.
MEMORY = 1 << 20


@pytest.fixture
def gateway(monkeypatch, start_gateway):
    forget_what_is_freed(monkeypatch)
    return start_gateway("everything.use", "mpris.view")


def restart(bus, client, added):
    bus.kill()
    bus.start()
    with Witness(bus) as witness:
        witness.takes_name("org.mpris.MediaPlayer2.passing")
        client.event_where(lambda event: event.subscription == added)


def test_a_hundred_restarts_of_the_bus_leave_nothing_behind(gateway, bus, started):
    client = gateway.client()
    added = client.subscribes("org.deskgate.bus.added")
    client.subscribes("org.deskgate.", match="prefix")
    for _ in range(20):
        restart(bus, client, added)
    files, memory = descriptors(gateway.pid), resident_octets(gateway.pid)
    for _ in range(80):
        restart(bus, client, added)
    eventually("as many descriptors as before", lambda: descriptors(gateway.pid), lambda now: now == files)
    assert resident_octets(gateway.pid) - memory < MEMORY
    everything = started.enter_context(Everything(bus))
    client.event_where(lambda event: event.subscription == added)
    assert client.calls(everything.uri_of("Add"), 1, 2) == [3]
    client.calls(everything.uri_of("Change"), "newest")
    client.event_where(lambda event: event.arguments == ["newest"])
    assert [entry["name"] for entry in client.calls("org.deskgate.bus.list")[0]] == [everything.name]
