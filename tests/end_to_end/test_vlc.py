# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""VLC declares Shuffle as a number and Position as a 32-bit integer, sends a boolean and a 64-bit one, and answers
"done" to a Set of the declared type without doing it. What a client sees is what VLC sends."""

import pytest

from support.players import Playerctl, Vlc


@pytest.mark.parametrize("member", ["PlaybackStatus", "LoopStatus", "Rate", "Shuffle", "Metadata", "CanPlay",
                                    "CanPause", "CanSeek", "CanControl", "MinimumRate", "MaximumRate"])
def test_a_late_joiner_receives_the_true_value_of(member, start_gateway, vlc):
    client = start_gateway("mpris.control").client()
    assert client.retained(vlc.uri_of(member)) == vlc.get(member)


def test_a_property_of_another_type_than_declared_has_its_true_type(start_gateway, vlc):
    client = start_gateway("mpris.control").client()
    assert client.retained(vlc.uri_of("Shuffle")) is False
    assert isinstance(client.calls(vlc.uri_of("Position.get"))[0], int)


def test_a_property_of_another_type_than_declared_can_be_set(start_gateway, bus, vlc):
    client = start_gateway("mpris.control").client()
    client.subscribes(vlc.uri_of("Shuffle"))
    client.calls(vlc.uri_of("Shuffle.set"), True)
    assert client.next_event().arguments == [True]
    Playerctl(bus, vlc).comes_to_say("On", "shuffle")


def test_a_property_of_another_type_than_declared_is_not_set_as_declared(start_gateway, vlc):
    client = start_gateway("mpris.control").client()
    assert client.fails_to_call(vlc.uri_of("Shuffle.set"), 1.0).uri == "wamp.error.invalid_argument"


def test_a_property_that_it_sends_but_does_not_declare_is_read_with_the_others(start_gateway, vlc):
    client = start_gateway("mpris.control").client()
    assert client.calls(vlc.uri_of("get_all"))[0]["CanGoNext"] is True


def test_play_pause_works_as_with_any_player(start_gateway, bus, vlc):
    client = start_gateway("mpris.control").client()
    client.subscribes(vlc.uri_of("PlaybackStatus"))
    client.calls(vlc.uri_of("PlayPause"))
    assert client.event_where(lambda event: event.arguments != ["Playing"]).arguments == ["Paused"]
    Playerctl(bus, vlc).comes_to_say("Paused", "status")


def test_appears_and_disappears_beside_another_player(start_gateway, bus, track, mpv, started):
    client = start_gateway("mpris.control").client()
    added = client.subscribes("org.deskgate.bus.added")
    removed = client.subscribes("org.deskgate.bus.removed")
    vlc = started.enter_context(Vlc(bus, track))
    event = client.next_event()
    assert (event.subscription, event.arguments[0]["uri"]) == (added, "org.deskgate.mpris.vlc")
    vlc.stop()
    event = client.next_event()
    assert (event.subscription, event.arguments[0]["uri"]) == (removed, "org.deskgate.mpris.vlc")
    assert [item["uri"] for item in client.calls("org.deskgate.bus.list")[0]] == [mpv.uri]
