# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""A service that does not answer is its own caller's trouble and nobody else's."""

import pytest

from support.fixtures import TEST_POLICIES
from support.players import Mpv, Playerctl
from support.services import Liar

LAMPS = """
summary = "Two hundred objects of one service"
[service]
name = "org.example.Liar"
path = "/org/example/{lamp}"
uri  = "org.deskgate.lamps.{lamp}"
[grant.use."org.example.Liar"]
call = ["Greet"]
"""
LAMP_COUNT = 200
LAMPS_XML = f"""<node>{"".join(f'<node name="n{number}"/>' for number in range(LAMP_COUNT))}
<interface name="org.example.Liar"><method name="Greet"/></interface></node>"""

# One client makes more calls than one may.
MANY_CALLS = {"limits": {"pending_calls": 100_000, "call_rate": False}}


@pytest.fixture
def lamps(folder, bus, started):
    (folder / "lamps.xml").write_text(LAMPS_XML)
    (folder / "lamps.toml").write_text(LAMPS)
    return started.enter_context(Liar(bus, folder / "lamps.xml"))


def uri_of_lamp(number):
    return f"org.deskgate.lamps.n{number}.Liar.Greet"


def second_mpv(bus, track, started):
    return started.enter_context(Mpv(bus, track, is_first=False))


def test_a_stopped_player_delays_no_call_to_another(start_gateway, bus, track, mpv, started):
    other = second_mpv(bus, track, started)
    client = start_gateway("mpris.control").client()
    mpv.pause()
    unanswered = client.starts_calling(mpv.uri_of("PlayPause"))
    assert client.calls(other.uri_of("PlayPause")) == []
    assert client.calls(other.uri_of("Volume.get")) == [1.0]
    assert len(client.calls("org.deskgate.bus.list")[0]) == 2
    mpv.resume()
    assert client.result_of(unanswered) == []
    Playerctl(bus, mpv).comes_to_say("Paused", "status")


def test_a_stopped_player_delays_no_events_of_another(start_gateway, bus, track, mpv, started):
    other = second_mpv(bus, track, started)
    client = start_gateway("mpris.control").client()
    client.subscribes(other.uri_of("PlaybackStatus"))
    mpv.pause()
    client.starts_calling(mpv.uri_of("Pause"))
    Playerctl(bus, other).does("pause")
    assert client.next_event().arguments == ["Paused"]


def test_a_late_joiner_receives_the_last_value_of_a_stopped_player(start_gateway, mpv):
    client = start_gateway("mpris.control").client()
    mpv.pause()
    assert client.retained(mpv.uri_of("PlaybackStatus")) == "Playing"


def test_a_stopped_player_delays_no_other_that_appears(start_gateway, bus, track, mpv, started):
    client = start_gateway("mpris.control").client()
    client.subscribes("org.deskgate.bus.added")
    mpv.pause()
    client.starts_calling(mpv.uri_of("Pause"))
    other = second_mpv(bus, track, started)
    assert client.next_event().arguments[0]["uri"] == other.uri
    assert client.retained(other.uri_of("PlaybackStatus")) == "Playing"


def test_a_player_that_hangs_while_it_appears_is_mirrored_when_it_continues(start_gateway, bus, track, mpv, started):
    other = second_mpv(bus, track, started)
    mpv.pause()
    client = start_gateway("mpris.control", until=r"listens on").client()
    client.subscribes("org.deskgate.bus.added")
    client.retained(other.uri_of("PlaybackStatus"))
    mpv.resume()
    added = client.event_where(lambda event: event.arguments and event.arguments[0]["uri"] == mpv.uri)
    assert added.arguments[0]["name"] == mpv.name
    assert client.retained(mpv.uri_of("PlaybackStatus")) == "Playing"
    assert client.calls(mpv.uri_of("PlayPause")) == []


def test_a_caller_that_leaves_during_a_call_harms_nobody(start_gateway, mpv):
    gateway = start_gateway("mpris.control")
    leaver, stayer = gateway.client(), gateway.client()
    mpv.pause()
    leaver.starts_calling(mpv.uri_of("PlayPause"))
    leaver.calls("org.deskgate.bus.list")
    leaver.closes()
    mpv.resume()
    assert stayer.calls(mpv.uri_of("Volume.get")) == [1.0]


def test_deskgate_ends_at_once_although_a_call_is_unanswered(start_gateway, mpv):
    gateway = start_gateway("mpris.control")
    client = gateway.client()
    mpv.pause()
    client.starts_calling(mpv.uri_of("PlayPause"))
    client.calls("org.deskgate.bus.list")
    gateway.send(15)
    client.closes()
    assert gateway.wait() == 0


def test_a_stopped_player_uses_up_no_more_than_its_share_of_unanswered_calls(start_gateway, bus, track, mpv, started):
    other = second_mpv(bus, track, started)
    client = start_gateway("mpris.control", config=MANY_CALLS).client()
    mpv.pause()
    unanswered = [client.starts_calling(mpv.uri_of("Volume.get")) for _ in range(140)]
    assert client.calls(other.uri_of("Volume.get")) == [1.0]
    mpv.resume()
    assert [client.result_of(request) for request in unanswered] == [[1.0]] * 140


def test_what_waits_for_a_player_that_is_killed_gets_an_error(start_gateway, mpv):
    client = start_gateway("mpris.control").client()
    mpv.pause()
    unanswered = [client.starts_calling(mpv.uri_of("Volume.get")) for _ in range(40)]
    client.calls("org.deskgate.bus.list")
    mpv.kill()
    errors = [client.hears() for _ in unanswered]
    assert {error[2] for error in errors} == set(unanswered)
    assert {error[4] for error in errors} <= {"wamp.error.canceled", "wamp.error.unavailable"}


def test_the_objects_of_a_stopped_service_share_one_share(start_gateway, folder, lamps, everything):
    client = start_gateway("*", policies=[TEST_POLICIES, folder], config=MANY_CALLS).client()
    lamps.pause()
    unanswered = [client.starts_calling(uri_of_lamp(number)) for number in range(LAMP_COUNT)]
    assert client.calls(everything.uri_of("Add"), 1, 2) == [3]
    lamps.resume()
    assert [client.result_of(request) for request in unanswered] == [["hello"]] * LAMP_COUNT


def test_a_thousand_calls_to_one_object_delay_a_call_to_another_by_few(start_gateway, folder, lamps):
    client = start_gateway("*", policies=[TEST_POLICIES, folder], config=MANY_CALLS).client()
    lamps.pause()
    many = [client.starts_calling(uri_of_lamp(0)) for _ in range(1000)]
    other = client.starts_calling(uri_of_lamp(1))
    client.calls("org.deskgate.bus.list")  # Deskgate has seen the calls before this one
    lamps.resume()
    answered = [client.hears()[1] for _ in range(len(many) + 1)]
    assert answered.index(other) < 100


def test_beyond_what_may_wait_a_call_is_refused(start_gateway, folder, lamps):
    gateway = start_gateway("*", policies=[TEST_POLICIES, folder], config=MANY_CALLS)
    lamps.pause()
    first, second = gateway.client(), gateway.client()
    of_first = [first.starts_calling(uri_of_lamp(0)) for _ in range(1000)]
    first.calls("org.deskgate.bus.list")
    of_second = [second.starts_calling(uri_of_lamp(0)) for _ in range(32 + 1024 - 1000)]
    error = second.fails_to_call(uri_of_lamp(0))
    assert error.uri == "wamp.error.unavailable"
    assert error.text == "org.example.Liar leaves too many calls unanswered; try again later"
    lamps.resume()
    assert [first.result_of(request) for request in of_first] == [["hello"]] * len(of_first)
    assert [second.result_of(request) for request in of_second] == [["hello"]] * len(of_second)
