# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""A bus that is not there, goes away or comes back: one clear line each, and no restart."""

import pytest

from support.bus import PrivateBus
from support.gateway import SHIPPED_POLICIES, Gateway
from support.players import Mpv, Playerctl
from support.wamp import WampError


def lines_about_the_bus(gateway):
    return [line for line in gateway.stderr.text.splitlines() if "bus" in line]


@pytest.fixture
def client(start_gateway, mpv):
    client = start_gateway("mpris.control").client()
    client.subscribes("org.deskgate.bus.added")
    client.subscribes("org.deskgate.bus.removed")
    return client


def test_a_lost_bus_takes_its_objects_with_it(client, bus, mpv):
    bus.kill()
    assert client.next_event().arguments[0]["uri"] == mpv.uri
    assert client.calls("org.deskgate.bus.list") == [[]]
    assert client.fails_to_call(mpv.uri_of("PlayPause")).uri == "wamp.error.no_such_procedure"


def test_a_lost_bus_ends_the_calls_in_flight(client, bus, mpv):
    mpv.pause()
    request = client.starts_calling(mpv.uri_of("PlayPause"))
    client.calls("org.deskgate.bus.list")
    bus.kill()
    with pytest.raises(WampError) as error:
        client.result_of(request)
    assert error.value.uri in {"wamp.error.canceled", "wamp.error.unavailable", "wamp.error.timeout"}


def test_a_lost_bus_is_told_in_one_line(start_gateway, bus, mpv):
    gateway = start_gateway("mpris.control")
    client = gateway.client()
    client.subscribes("org.deskgate.bus.removed")
    before = len(lines_about_the_bus(gateway))
    bus.kill()
    client.next_event()
    gateway.stderr.wait_for(r"bus.*(lost|gone)")
    assert len(lines_about_the_bus(gateway)) == before + 1


def test_everything_is_mirrored_again_each_time_the_bus_returns(client, bus, track, mpv, started):
    lose_and_find_again(client, bus, track, mpv, started)
    lose_and_find_again(client, bus, track, mpv, started)
    lose_and_find_again(client, bus, track, mpv, started)
    lose_and_find_again(client, bus, track, mpv, started)
    again = lose_and_find_again(client, bus, track, mpv, started)
    assert client.retained(again.uri_of("PlaybackStatus")) == "Playing"
    client.calls(again.uri_of("PlayPause"))
    assert client.next_event().arguments == ["Paused"]
    Playerctl(bus, again).comes_to_say("Paused", "status")


def is_about(player, event):
    return isinstance(event.arguments[0], dict) and event.arguments[0]["uri"] == player.uri


def lose_and_find_again(client, bus, track, mpv, started):
    bus.kill()
    client.event_where(lambda event: is_about(mpv, event))
    bus.start()
    again = started.enter_context(Mpv(bus, track))
    client.event_where(lambda event: is_about(again, event))
    assert client.calls(again.uri_of("PlaybackStatus.get")) == ["Playing"]
    return again


def test_without_a_bus_deskgate_says_so_in_one_line_for_each_and_waits_for_it(folder, track, started):
    bus = started.enter_context(PrivateBus(folder))
    gateway = started.enter_context(
        Gateway(folder, bus.address, ["mpris.control"], [SHIPPED_POLICIES], until=r"listens on"))
    client = gateway.client()
    client.subscribes("org.deskgate.bus.added")
    assert client.calls("org.deskgate.bus.list") == [[]]
    for which in ("session", "system"):
        gateway.stderr.wait_for(f"cannot connect to the {which} bus")
    assert len(lines_about_the_bus(gateway)) == 2
    bus.start()
    player = started.enter_context(Mpv(bus, track))
    assert client.next_event().arguments[0]["uri"] == player.uri
    assert client.calls(player.uri_of("PlaybackStatus.get")) == ["Playing"]


def test_without_any_address_of_a_bus_deskgate_says_so_and_runs(folder, started):
    gateway = started.enter_context(Gateway(folder, None, ["mpris.control"], until=r"listens on"))
    assert gateway.client().calls("org.deskgate.bus.list") == [[]]
    gateway.stderr.wait_for("bus")
