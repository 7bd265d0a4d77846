# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""A real player (mpv with mpv-mpris), remote-controlled over WAMP. playerctl and GLib see what really happens."""

import contextlib
import re
import signal

import pytest
from gi.repository import GLib

from support.bus import RunningBus
from support.fixtures import new_folder
from support.gateway import Gateway
from support.players import ARTIST, MPRIS, PATH, PLAYER, TITLE, Mpv, Playerctl
from support.program import Program, require
from support.wamp import WampError

# Shuffle is VLC's to show (test_vlc.py): what mpv-mpris answers for it is another value each time.
PLAYER_WATCHED = ["PlaybackStatus", "LoopStatus", "Rate", "Metadata", "Volume", "MinimumRate", "MaximumRate",
                  "CanGoNext", "CanGoPrevious", "CanPlay", "CanPause", "CanSeek", "CanControl"]


@pytest.fixture(scope="module")
def paused(track):
    """A paused player and a gateway that whole tables of tests share, for nothing in them changes either."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(new_folder())
        bus = stack.enter_context(RunningBus(folder))
        player = stack.enter_context(Mpv(bus, track, is_paused=True))
        yield player, stack.enter_context(Gateway(folder, bus.address, ["mpris.control"]))


def entry(player):
    return {"uri": player.uri, "name": player.name, "path": PATH, "bus": "session", "policy": "mpris"}


def second_mpv(bus, track, started):
    return started.enter_context(Mpv(bus, track, is_first=False))


def test_says_its_address_what_is_exposed_and_what_to_try_next(start_gateway, mpv):
    gateway = start_gateway("mpris.control")
    said = gateway.stdout.text
    assert f"Deskgate 0.1.0 listens on {gateway.url} (realm deskgate)" in said
    assert mpv.uri in said
    assert "mpris: Media players" in said
    assert "notifications: Desktop notifications" in said
    assert "Try next: node examples/javascript/remote.mjs" in said


def test_lists_the_player(start_gateway, mpv):
    client = start_gateway("mpris.control").client()
    assert client.calls("org.deskgate.bus.list") == [[entry(mpv)]]


def test_describes_the_player(start_gateway, mpv):
    client = start_gateway("mpris.control").client()
    description, = client.calls("org.deskgate.bus.describe", mpv.uri)
    procedures = {procedure["uri"]: procedure for procedure in description["procedures"]}
    topics = {topic["uri"]: topic["kind"] for topic in description["topics"]}
    assert description["uri"] == mpv.uri
    assert procedures[mpv.uri_of("Seek")]["in"] == [{"name": "Offset", "type": "x"}]
    assert {mpv.uri_of("PlayPause"), mpv.uri_of("Volume.set"), mpv.uri_of("Volume.get")} <= procedures.keys()
    assert mpv.uri_of("OpenUri") not in procedures
    assert f"{mpv.uri}.MediaPlayer2.Quit" not in procedures
    assert topics[mpv.uri_of("Seeked")] == "signal"
    assert topics[mpv.uri_of("PlaybackStatus")] == "property"


def test_play_pause_is_seen_by_playerctl_and_comes_back_as_event(start_gateway, bus, mpv):
    client = start_gateway("mpris.control").client()
    playerctl = Playerctl(bus, mpv)
    assert playerctl.says("status") == "Playing"
    client.subscribes(mpv.uri_of("PlaybackStatus"))
    assert client.calls(mpv.uri_of("PlayPause")) == []
    assert client.next_event().arguments == ["Paused"]
    playerctl.comes_to_say("Paused", "status")


def test_what_somebody_else_does_to_the_player_comes_as_event(start_gateway, bus, mpv):
    client = start_gateway("mpris.view").client()
    client.subscribes(mpv.uri_of("PlaybackStatus"))
    Playerctl(bus, mpv).does("pause")
    assert client.next_event().arguments == ["Paused"]


@pytest.mark.parametrize("member", PLAYER_WATCHED)
def test_a_late_joiner_receives_the_value_of(member, paused):
    player, gateway = paused
    with gateway.client() as client:
        assert client.retained(player.uri_of(member)) == player.get(member)


@pytest.mark.parametrize("member", ["Identity", "DesktopEntry", "CanQuit", "CanRaise", "HasTrackList",
                                    "SupportedUriSchemes", "SupportedMimeTypes"])
def test_a_late_joiner_receives_the_value_of_the_application(member, paused):
    player, gateway = paused
    with gateway.client() as client:
        assert client.retained(f"{player.uri}.MediaPlayer2.{member}") == player.get_all(MPRIS)[member]


def test_a_late_joiner_receives_the_tags_that_playerctl_reads(start_gateway, bus, mpv):
    client = start_gateway("mpris.view").client()
    metadata = client.retained(mpv.uri_of("Metadata"))
    assert metadata["xesam:title"] == TITLE == Playerctl(bus, mpv).says("metadata", "title")
    assert metadata["xesam:artist"] == [ARTIST]
    assert metadata["mpris:length"] == 600_000_000


def test_a_late_joiner_receives_what_changed_before_it_came(start_gateway, mpv):
    gateway = start_gateway("mpris.control")
    early = gateway.client()
    early.subscribes(mpv.uri_of("PlaybackStatus"))
    early.calls(mpv.uri_of("Pause"))
    early.next_event()
    assert gateway.client().retained(mpv.uri_of("PlaybackStatus")) == "Paused"


def test_get_and_get_all_read_what_the_player_says(start_gateway, mpv):
    client = start_gateway("mpris.view").client()
    assert client.calls(mpv.uri_of("PlaybackStatus.get")) == ["Playing"]
    everything, = client.calls(mpv.uri_of("get_all"))
    position = everything.pop("Position")
    expected = mpv.get_all()
    assert position <= expected.pop("Position")
    assert isinstance(everything.pop(mpv.random), bool)
    assert everything == expected


def test_a_second_player_appears_at_once_and_can_be_called(start_gateway, bus, track, mpv, started):
    client = start_gateway("mpris.control").client()
    client.subscribes("org.deskgate.bus.added")
    second = second_mpv(bus, track, started)
    assert client.next_event().arguments == [entry(second)]
    client.subscribes(second.uri_of("PlaybackStatus"))
    client.calls(second.uri_of("PlayPause"))
    assert client.next_event().arguments == ["Paused"]
    assert client.calls(mpv.uri_of("PlaybackStatus.get")) == ["Playing"]
    listed, = client.calls("org.deskgate.bus.list")
    assert sorted(listed, key=lambda item: item["uri"]) == [entry(mpv), entry(second)]


def test_what_only_mirrors_another_player_is_not_counted_twice(start_gateway, bus, witness, track, mpv, started):
    client = start_gateway("mpris.control").client()
    client.subscribes("org.deskgate.bus.added")
    started.enter_context(Program([require("playerctld", "playerctl")], env=bus.environment))
    witness.wait_for_name("org.mpris.MediaPlayer2.playerctld")
    second = second_mpv(bus, track, started)
    assert client.next_event().arguments == [entry(second)]
    assert len(client.calls("org.deskgate.bus.list")[0]) == 2


def test_a_player_that_ends_disappears_at_once(start_gateway, bus, track, mpv, started):
    client = start_gateway("mpris.control").client()
    client.subscribes("org.deskgate.bus.removed")
    assert client.calls(mpv.uri_of("PlaybackStatus.get")) == ["Playing"]
    mpv.stop(signal.SIGTERM)
    assert client.next_event().arguments == [entry(mpv)]
    assert client.calls("org.deskgate.bus.list") == [[]]
    assert client.fails_to_call(mpv.uri_of("PlayPause")).uri == "wamp.error.no_such_procedure"
    assert client.fails_to_call(mpv.uri_of("Volume.get")).uri == "wamp.error.no_such_procedure"


def test_a_vanished_player_leaves_no_retained_value_behind(start_gateway, mpv):
    client = start_gateway("mpris.control").client()
    client.subscribes("org.deskgate.bus.removed")
    mpv.kill()
    client.next_event()
    client.subscribes(mpv.uri_of("PlaybackStatus"), get_retained=True)
    client.calls("org.deskgate.bus.list")
    assert client.events_so_far == []


def test_a_subscription_outlives_the_player_and_hears_the_next_one_of_that_name(start_gateway, bus, track, mpv,
                                                                              started):
    client = start_gateway("mpris.control").client()
    removed = client.subscribes("org.deskgate.bus.removed")
    status = client.subscribes(mpv.uri_of("PlaybackStatus"))
    mpv.kill()
    client.event_where(lambda event: event.subscription == removed)
    again = started.enter_context(Mpv(bus, track))
    Playerctl(bus, again).does("pause")
    event = client.event_where(lambda event: event.arguments == ["Paused"])
    assert event.subscription == status


def test_a_call_in_flight_gets_an_error_when_the_player_is_killed(start_gateway, mpv):
    client = start_gateway("mpris.control").client()
    mpv.pause()
    request = client.starts_calling(mpv.uri_of("PlayPause"))
    client.calls("org.deskgate.bus.list")  # Deskgate has seen the call before this one
    mpv.kill()
    with pytest.raises(WampError) as error:
        client.result_of(request)
    assert error.value.uri in {"wamp.error.canceled", "wamp.error.unavailable", "wamp.error.timeout"}


def test_nobody_else_on_the_bus_can_speak_for_the_player(start_gateway, witness, mpv):
    client = start_gateway("mpris.control").client()
    client.subscribes(mpv.uri_of("Seeked"))
    client.subscribes(mpv.uri_of("Volume"))
    changes = {"Volume": GLib.Variant("d", 0.1)}
    witness.emits(PATH, PLAYER, "Seeked", "(x)", 5)
    witness.emits(PATH, "org.freedesktop.DBus.Properties", "PropertiesChanged", "(sa{sv}as)", PLAYER, changes, [])
    client.calls(mpv.uri_of("Volume.set"), 0.5)
    assert client.next_event().arguments == [0.5]


@pytest.mark.parametrize("name, component", [
    ("org.mpris.MediaPlayer2.with-hyphen", "with-hyphen"),
    ("org.mpris.MediaPlayer2.firefox.instance_1_23", "firefox_instance_1_23"),
    ("org.mpris.MediaPlayer2.UPPER_case", "UPPER_case"),
    ("org.mpris.MediaPlayer2._7", "_7"),
])
def test_the_name_of_a_player_becomes_one_component(name, component, start_gateway, witness):
    witness.takes_name(name)
    client = start_gateway("mpris.control").client()
    listed, = client.calls("org.deskgate.bus.list")[0]
    assert (listed["name"], listed["uri"]) == (name, f"org.deskgate.mpris.{component}")


def test_a_seek_is_announced_with_the_new_position(start_gateway, bus, mpv):
    client = start_gateway("mpris.control").client()
    client.subscribes(mpv.uri_of("Seeked"))
    client.calls(mpv.uri_of("Pause"))
    client.calls(mpv.uri_of("Seek"), 300_000_000)
    position, = client.next_event().arguments
    assert position == pytest.approx(300_000_000, abs=3_000_000)
    assert client.calls(mpv.uri_of("Position.get")) == [position]
    assert float(Playerctl(bus, mpv).says("position")) == pytest.approx(position / 1e6, abs=1)


def test_set_position_moves_the_track_that_it_names(start_gateway, mpv):
    client = start_gateway("mpris.control").client()
    track_id = client.retained(mpv.uri_of("Metadata"))["mpris:trackid"]
    client.subscribes(mpv.uri_of("Seeked"))
    client.calls(mpv.uri_of("SetPosition"), track_id, 120_000_000)
    assert client.next_event().arguments[0] == pytest.approx(120_000_000, abs=3_000_000)


def test_the_volume_is_set_and_comes_back(start_gateway, bus, mpv):
    client = start_gateway("mpris.control").client()
    client.subscribes(mpv.uri_of("Volume"))
    assert client.calls(mpv.uri_of("Volume.set"), 0.5) == []
    assert client.next_event().arguments == [0.5]
    Playerctl(bus, mpv).comes_to_say("0.500000", "volume")


def test_a_whole_number_does_for_a_double(start_gateway, mpv):
    client = start_gateway("mpris.control").client()
    client.calls(mpv.uri_of("Volume.set"), 0)
    assert client.calls(mpv.uri_of("Volume.get")) == [0.0]


@pytest.mark.parametrize("member, arguments, told", [
    ("Volume.set", ["x"], [r"\bd\b"]),
    ("Volume.set", [None], [r"\bd\b"]),
    ("Volume.set", [], [r"\bargument"]),
    ("Volume.set", [0.5, 0.5], [r"\bargument"]),
    ("LoopStatus.set", [3], []),
    ("Shuffle.set", ["yes"], [r"\bb\b"]),
    ("Seek", [], [r"\bargument"]),
    ("Seek", [1, 2], [r"\bargument"]),
    ("Seek", ["soon"], ["argument 1", "Offset", r"\bx\b"]),
    ("Seek", [1.5], ["argument 1", r"\bx\b"]),
    ("Seek", ["9223372036854775808"], ["argument 1", r"\bx\b"]),
    ("SetPosition", ["not a path", 0], ["argument 1", "TrackId", r"\bo\b"]),
    ("SetPosition", ["/trailing/", 0], ["argument 1", r"\bo\b"]),
    ("SetPosition", ["/0", True], ["argument 2", r"\bx\b"]),
    ("PlayPause", [1], [r"\bargument"]),
])
def test_wrong_arguments_are_refused_and_named(member, arguments, told, paused):
    player, gateway = paused
    with gateway.client() as client:
        error = client.fails_to_call(player.uri_of(member), *arguments)
        assert error.uri == "wamp.error.invalid_argument", error
        assert_tells(error.text, told)
        assert client.calls(player.uri_of("Volume.get")) == [1.0]
        assert client.calls(player.uri_of("PlaybackStatus.get")) == ["Paused"]


@pytest.mark.parametrize("member, argument, told", [
    ("Volume.set", 7, ["argument 1", "1.0"]),
    ("Volume.set", -0.1, ["argument 1", "0.0"]),
    ("Volume.set", "NaN", ["argument 1"]),
    ("Volume.set", "Infinity", ["argument 1"]),
    ("LoopStatus.set", "Forever", ["argument 1", "None", "Track", "Playlist"]),
])
def test_a_value_that_the_policy_does_not_allow_is_refused_and_the_condition_named(member, argument, told, paused):
    player, gateway = paused
    with gateway.client() as client:
        error = client.fails_to_call(player.uri_of(member), argument)
        assert error.uri == "wamp.error.not_authorized", error
        assert_tells(error.text, told)
        assert client.calls(player.uri_of("Volume.get")) == [1.0]
        assert client.calls(player.uri_of("LoopStatus.get")) == ["Track"]


def assert_tells(text, patterns):
    missing = [pattern for pattern in patterns if not re.search(pattern, text)]
    assert not missing, f"{text!r} does not tell {missing}"


@pytest.mark.parametrize("member", ["OpenUri", "Rate.set", "Metadata.set", "Quit", "Nonsense", "playpause"])
def test_what_no_grant_names_cannot_be_called(member, paused):
    player, gateway = paused
    with gateway.client() as client:
        assert client.fails_to_call(player.uri_of(member)).uri in {"wamp.error.not_authorized",
                                                                   "wamp.error.no_such_procedure"}


@pytest.mark.parametrize("interface", ["Properties", "Introspectable", "Peer", "MediaPlayer2"])
def test_the_interfaces_behind_the_policy_are_no_way_in(interface, paused):
    player, gateway = paused
    with gateway.client() as client:
        assert client.fails_to_call(f"{player.uri}.{interface}.Quit").uri == "wamp.error.not_authorized"


def test_the_tags_of_a_player_that_is_still_opening_its_file_come_when_it_has(start_gateway, bus, track, started):
    client = start_gateway("mpris.view").client()
    client.subscribes("org.deskgate.mpris.mpv.Player.Metadata")
    started.enter_context(Mpv(bus, track))
    tagged = client.event_where(lambda event: event.arguments[0].get("xesam:title") == TITLE)
    assert tagged.arguments[0]["xesam:artist"] == [ARTIST]


def test_two_clients_hear_the_same(start_gateway, mpv):
    gateway = start_gateway("mpris.control")
    one, other = gateway.client(), gateway.client()
    one.subscribes(mpv.uri_of("PlaybackStatus"))
    other.subscribes(mpv.uri_of("PlaybackStatus"))
    one.calls(mpv.uri_of("Pause"))
    assert one.next_event().arguments == other.next_event().arguments == ["Paused"]


def test_after_unsubscribing_nothing_comes(start_gateway, mpv):
    gateway = start_gateway("mpris.control")
    listener, remote = gateway.client(), gateway.client()
    remote.subscribes(mpv.uri_of("PlaybackStatus"))
    listener.unsubscribes(listener.subscribes(mpv.uri_of("PlaybackStatus")))
    remote.calls(mpv.uri_of("Pause"))
    remote.next_event()
    listener.calls("org.deskgate.bus.list")
    assert listener.events_so_far == []
