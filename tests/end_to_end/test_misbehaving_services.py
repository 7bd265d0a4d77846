# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Properties, signals and errors of a service that does what real ones do on their worst days."""

import pytest

from support.services import Everything
from support.wamp import WampError


@pytest.fixture
def client(start_gateway, everything):
    return start_gateway("everything.use").client()


def test_a_changed_property_comes_as_event_and_stays(client, everything):
    client.subscribes(everything.uri_of("Text"))
    client.calls(everything.uri_of("Change"), "second")
    assert client.next_event().arguments == ["second"]
    assert client.retained(everything.uri_of("Text")) == "second"


def test_where_each_change_is_waited_for_each_comes(client, everything):
    client.subscribes(everything.uri_of("Text"))
    said = [str(number) for number in range(50)]
    heard = []
    for text in said:
        client.calls(everything.uri_of("Change"), text)
        heard += client.next_event().arguments
    assert heard == said


def test_of_a_burst_of_changes_the_last_comes_and_never_an_older_one_after_a_newer(client, everything):
    client.subscribes(everything.uri_of("Text"))
    client.calls(everything.uri_of("Burst"), 2000)
    heard = []
    client.event_where(lambda event: heard.append(int(event.arguments[0])) or event.arguments == ["1999"])
    assert heard == sorted(set(heard))
    assert client.retained(everything.uri_of("Text")) == "1999"
    assert client.calls(everything.uri_of("Text.get")) == ["1999"]


def test_properties_of_a_burst_come_in_the_order_of_their_last_change(client, everything):
    client.subscribes("org.deskgate.everything.", match="prefix")
    client.calls(everything.uri_of("Burst"), 10)
    events = []
    client.event_where(lambda event: events.append(event.arguments[0]) or event.arguments == ["9"])
    assert events.index(0.2) < events.index("9")


def test_a_signal_stays_between_the_changes_that_it_came_between(client, everything):
    client.subscribes("org.deskgate.everything.", match="prefix")
    client.calls(everything.uri_of("BurstAroundASignal"))
    heard = []
    client.event_where(lambda event: heard.append(event.arguments[0]) or event.arguments == ["after it"])
    assert heard[-3:] == ["right before it", "between", "after it"]


def test_what_a_service_says_before_it_answers_comes_before_the_answer(client, everything):
    client.subscribes(everything.uri_of("Text"))
    client.calls(everything.uri_of("Change"), "second")
    assert [event.arguments for event in client.events_so_far] == [["second"]]


@pytest.mark.parametrize("value", ["loud", 7, {"t": "ai", "v": [1, 2]}, {"t": "(sb)", "v": ["loud", True]}])
def test_a_property_may_have_another_type_than_declared(value, client, everything):
    client.subscribes(everything.uri_of("Level"))
    client.calls(everything.uri_of("ChangeTheType"), value)
    shown = value["v"] if isinstance(value, dict) else value
    assert client.next_event().arguments == [shown]
    assert client.calls(everything.uri_of("Level.get")) == [shown]
    assert client.calls(everything.uri_of("get_all"))[0]["Level"] == shown


def test_a_property_that_changes_its_type_may_still_be_set_as_declared(client, everything):
    client.calls(everything.uri_of("ChangeTheType"), 7)
    assert client.calls(everything.uri_of("Level.set"), 0.25) == []
    assert everything.last_call == "Set Level 0.25"
    assert client.retained(everything.uri_of("Level")) == 0.25


def test_a_value_that_fits_neither_type_of_a_property_is_refused(client, everything):
    client.calls(everything.uri_of("ChangeTheType"), 7)
    error = client.fails_to_call(everything.uri_of("Level.set"), "loud")
    assert (error.uri, everything.last_call) == ("wamp.error.invalid_argument", "ChangeTheType(<7>,)")


def test_a_service_that_crashes_during_a_call_is_gone_and_the_call_ends(client, everything, mpv):
    client.subscribes("org.deskgate.bus.removed")
    request = client.starts_calling(everything.uri_of("Crash"))
    with pytest.raises(WampError) as error:
        client.result_of(request)
    assert error.value.uri == "wamp.error.canceled"
    assert everything.name in error.value.text
    assert client.next_event().arguments[0]["name"] == everything.name
    assert client.fails_to_call(everything.uri_of("Add"), 1, 2).uri == "wamp.error.no_such_procedure"


def test_an_invalidated_property_is_read_again(client, everything):
    assert client.retained(everything.uri_of("Invalidated")) == "first"
    client.calls(everything.uri_of("ChangeWithoutValue"), "second")
    assert client.next_event().arguments == ["second"]
    assert client.retained(everything.uri_of("Invalidated")) == "second"


def test_a_property_that_is_set_reaches_the_service_and_comes_back(client, everything):
    client.subscribes(everything.uri_of("Text"))
    assert client.calls(everything.uri_of("Text.set"), "mine") == []
    assert client.next_event().arguments == ["mine"]
    assert everything.last_call == "Set Text 'mine'"


def test_a_property_that_may_only_be_got_is_no_topic(client, everything):
    client.calls(everything.uri_of("ChangeSilently"), "second")
    assert client.calls(everything.uri_of("Silent.get")) == ["second"]
    assert client.fails_to_subscribe(everything.uri_of("Silent")).uri == "wamp.error.not_authorized"


def test_a_property_that_cannot_be_read_takes_no_other_with_it(client, everything):
    assert client.retained(everything.uri_of("Text")) == "first"
    assert client.fails_to_call(everything.uri_of("Broken.get"))


def test_a_constraint_refuses_before_the_bus(client, everything):
    before = everything.call_count
    error = client.fails_to_call(everything.uri_of("Text.set"), "x" * 21)
    assert error.uri == "wamp.error.not_authorized"
    assert "20" in error.text
    assert everything.call_count == before


def test_a_signal_comes_with_its_arguments(client, everything):
    client.subscribes(everything.uri_of("Happened"))
    client.calls(everything.uri_of("EmitHappened"), "something", 7)
    assert client.next_event().arguments == ["something", 7]


def test_a_signal_that_no_grant_names_is_not_passed_on(client, everything):
    client.subscribes("org.deskgate.everything.", match="prefix")
    client.calls(everything.uri_of("EmitToNobody"))
    client.calls(everything.uri_of("EmitHappened"), "after it", 1)
    assert client.next_event().arguments == ["after it", 1]


@pytest.mark.parametrize("name", ["org.example.Error.Custom", "org.freedesktop.DBus.Error.AccessDenied",
                                  "org.mpris.MediaPlayer2.Error.NoTrack"])
def test_an_error_of_the_service_comes_under_its_own_name(name, client, everything):
    error = client.fails_to_call(everything.uri_of("Fail"), name, "what the service says")
    assert (error.uri, error.arguments) == (name, ["what the service says"])


def test_an_answer_of_another_type_than_declared_comes_as_it_is(client, everything):
    assert client.calls(everything.uri_of("AnswerTheWrongType")) == ["not a number"]


def test_answers_may_come_in_another_order_than_the_calls(client, everything):
    hung = client.starts_calling(everything.uri_of("Hang"))
    assert client.calls(everything.uri_of("Add"), 1, 2) == [3]
    client.starts_calling(everything.uri_of("AnswerTheHung"))
    assert client.result_of(hung) == []


def test_a_call_in_flight_gets_an_error_when_the_service_leaves_the_bus(client, everything):
    hung = client.starts_calling(everything.uri_of("Hang"))
    client.calls(everything.uri_of("Add"), 1, 2)  # the service has seen the call before this one
    everything.stop()
    with pytest.raises(WampError) as error:
        client.result_of(hung)
    assert error.value.uri in {"wamp.error.canceled", "wamp.error.unavailable", "wamp.error.timeout"}


def test_a_service_that_restarts_has_its_new_values(client, bus, everything, started):
    removed = client.subscribes("org.deskgate.bus.removed")
    added = client.subscribes("org.deskgate.bus.added")
    client.calls(everything.uri_of("Change"), "of the first")
    everything.kill()
    assert client.next_event().subscription == removed
    again = started.enter_context(Everything(bus))
    assert client.next_event().subscription == added
    assert client.retained(again.uri_of("Text")) == "first"
    client.calls(again.uri_of("Change"), "of the second")
    assert client.next_event().arguments == ["of the second"]


def test_two_objects_that_would_have_one_uri_are_both_there_under_two(start_gateway, bus, started):
    client = start_gateway("family.use").client()
    client.subscribes("org.deskgate.bus.added")
    started.enter_context(Everything(bus, "org.example.Family.a.b"))
    started.enter_context(Everything(bus, "org.example.Family.a_b"))
    entries = [client.next_event().arguments[0], client.next_event().arguments[0]]
    uris = {entry["name"]: entry["uri"] for entry in entries}
    assert uris["org.example.Family.a.b"] == "org.deskgate.family.a_b"
    assert uris["org.example.Family.a_b"].startswith("org.deskgate.family.a_b")
    assert len(set(uris.values())) == 2
    echoes = [client.calls(f"{uri}.Everything.EchoString", name) for name, uri in uris.items()]
    assert echoes == [[name] for name in uris]


def test_a_name_that_passes_to_another_owner_is_mirrored_anew(client, bus, everything, started):
    client.subscribes(everything.uri_of("Text"), get_retained=True)
    assert client.next_event().arguments == ["first"]
    client.calls(everything.uri_of("Change"), "of the first")
    assert client.next_event().arguments == ["of the first"]
    everything.kill()
    started.enter_context(Everything(bus))
    assert client.next_event().arguments == ["first"]


def test_a_name_without_the_object_is_harmless(start_gateway, witness, mpv):
    witness.takes_name("org.mpris.MediaPlayer2.hollow")
    client = start_gateway("mpris.control").client()
    hollow = "org.deskgate.mpris.hollow.Player"
    assert client.fails_to_call(f"{hollow}.PlayPause").uri == "wamp.error.no_such_procedure"
    assert client.calls(mpv.uri_of("PlayPause")) == []


def test_a_name_that_comes_and_goes_quickly_leaves_nothing_behind(start_gateway, witness):
    client = start_gateway("mpris.control").client()
    added = client.subscribes("org.deskgate.bus.added")
    removed = client.subscribes("org.deskgate.bus.removed")
    for _ in range(50):
        witness.takes_name("org.mpris.MediaPlayer2.flapping")
        witness.gives_up_name("org.mpris.MediaPlayer2.flapping")
    witness.takes_name("org.mpris.MediaPlayer2.last")
    heard = []
    client.event_where(lambda event: heard.append(event.subscription) or event.arguments[0]["uri"].endswith(".last"))
    assert heard.count(added) == heard.count(removed) + 1
    assert [item["uri"] for item in client.calls("org.deskgate.bus.list")[0]] == ["org.deskgate.mpris.last"]
