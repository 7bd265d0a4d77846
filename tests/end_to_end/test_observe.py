# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Calls that programs make of each other, and signals that go to one of them, are mirrored where a file observes them."""

import os

import pytest

from support.bus import RunningBus
from support.caller import Caller
from support.gateway import Gateway
from support.mocks import gnome_screensaver, screensaver_of_gnome, sets_locked
from support.services import Everything
from support.waiting import eventually

POLICY = """\
summary = "The test service, overheard"
[service]
name = "org.example.Everything"
path = "/org/example/Everything"
uri  = "org.deskgate.overheard"
[grant.use."org.example.Everything"]
call = ["Add", "Hang", "AnswerTheHung"]
[grant.hear."org.example.Everything"]
observe = ["Add", "Hang", "Fail", "TakeFile", "GiveFile", "Happened"]
"""
OVERHEARD = "org.deskgate.overheard.Everything"


@pytest.fixture
def policies(folder):
    place = folder / "policies"
    place.mkdir()
    (place / "overheard.toml").write_text(POLICY)
    return place


@pytest.fixture
def gateway(start_gateway, policies, everything):
    return start_gateway("overheard.use", "overheard.hear", policies=[policies], until="^Mirrored now:")


@pytest.fixture
def client(gateway):
    return gateway.client()


@pytest.fixture
def hear(client):
    """hear("Add"): the client subscribes, and the next events are what is said."""
    def subscribe(*members):
        for member in members:
            client.subscribes(f"{OVERHEARD}.{member}")
    return subscribe


@pytest.fixture
def caller(bus, started):
    return started.enter_context(Caller(bus))


@pytest.fixture
def other(bus, started):
    return started.enter_context(Caller(bus))


def test_a_call_is_told_with_its_caller_and_its_reply(client, hear, everything, caller):
    hear("Add")
    caller.sends(everything, "Add", "(ii)", 2, 3)
    event = client.next_event()
    assert event.arguments == [2, 3]
    assert event.keywords == {"sender": caller.name, "reply": [5]}


def test_a_call_of_the_unique_name_is_told_too(client, hear, everything, caller, witness):
    hear("Add")
    caller.sends(everything, "Add", "(ii)", 2, 3, to=witness.owner_of(everything.name))
    assert client.next_event().keywords["reply"] == [5]


@pytest.mark.parametrize("is_told", [False, True])
def test_behind_a_locked_screen_nothing_is_told_unless_it_may_be(is_told, start_gateway, policies, everything, bus,
                                                                 witness, started):
    started.enter_context(gnome_screensaver(bus))
    client = start_gateway("overheard.use", "overheard.hear", until="^Mirrored now:", config={
        "policy": {"folders": [str(policies)], "observe_while_locked": is_told}}).client()
    client.subscribes(f"{OVERHEARD}.Add")
    for is_locked, number in ((True, 1), (False, 2)):
        sets_locked(bus, is_locked)
        client.calls(f"{OVERHEARD}.Add", 0, 0)  # its answer comes after the news of the lock
        witness.call(everything.name, everything.path, everything.interface, "Add", "(ii)", number, number)
        client.calls(f"{OVERHEARD}.Add", 0, 0)  # and this one after what was heard
    assert client.next_event().arguments == ([1, 1] if is_told else [2, 2])


def test_a_screen_saver_that_locks_nothing_hides_nothing(start_gateway, policies, everything, bus, witness, started):
    started.enter_context(screensaver_of_gnome(bus))
    client = start_gateway("overheard.use", "overheard.hear", until="^Mirrored now:",
                           config={"policy": {"folders": [str(policies)]}}).client()
    client.subscribes(f"{OVERHEARD}.Add")
    client.calls(f"{OVERHEARD}.Add", 0, 0)  # its answer comes after the screen saver's
    witness.call(everything.name, everything.path, everything.interface, "Add", "(ii)", 2, 2)
    assert client.next_event().arguments == [2, 2]


def test_an_error_is_told_as_it_was_answered(client, hear, everything, caller):
    hear("Fail")
    caller.sends(everything, "Fail", "(ss)", "org.example.Error.Odd", "so it is")
    event = client.next_event()
    assert event.keywords == {"sender": caller.name,
                              "error": {"name": "org.example.Error.Odd", "message": "so it is"}}


def test_callers_with_equal_serials_are_kept_apart(client, hear, everything, caller, other):
    hear("Add", "Hang")
    caller.sends(everything, "Hang", serial=77)
    other.sends(everything, "Add", "(ii)", 1, 1, serial=77)
    event = client.next_event()
    assert (event.keywords["sender"], event.keywords["reply"]) == (other.name, [2])
    other.sends(everything, "AnswerTheHung")
    event = client.next_event()
    assert (event.keywords["sender"], event.keywords["reply"]) == (caller.name, [])


def test_a_call_that_wants_no_reply_is_told_at_once(client, hear, everything, caller):
    hear("Hang")
    caller.sends(everything, "Hang", expects_reply=False)
    assert client.next_event().keywords == {"sender": caller.name}


def test_a_call_whose_caller_dies_is_told_without_a_reply(client, hear, everything, caller):
    hear("Hang")
    caller.sends(everything, "Hang")
    name = caller.name
    caller.leaves()
    assert client.next_event().keywords == {"sender": name}


def test_a_reply_from_a_third_program_does_not_count(client, hear, everything, caller, other):
    hear("Hang")
    caller.sends(everything, "Hang", serial=77)
    other.forges_reply(caller.name, 77, "(s)", "forged")
    other.sends(everything, "AnswerTheHung")
    assert client.next_event().keywords == {"sender": caller.name, "reply": []}


def test_a_call_of_another_program_does_not_count(client, hear, bus, everything, caller, started):
    behind = started.enter_context(Everything(bus, "org.example.Behind"))
    hear("Add")
    caller.sends(behind, "Add", "(ii)", 1, 1)
    caller.sends(everything, "Add", "(ii)", 2, 2, path="/elsewhere")
    caller.sends(everything, "Add", "(ii)", 2, 3)
    assert client.next_event().arguments == [2, 3]


def test_what_deskgate_calls_for_its_clients_does_not_count(client, hear, everything, caller):
    hear("Add")
    assert client.calls(f"{OVERHEARD}.Add", 1, 1) == [2]
    caller.sends(everything, "Add", "(ii)", 2, 3)
    assert client.next_event().arguments == [2, 3]


def test_a_signal_arrives_once_and_from_its_service_alone(client, hear, everything, caller, witness):
    hear("Happened")
    witness.emits(everything.path, everything.interface, "Happened", "(si)", "forged", 1)
    caller.sends(everything, "EmitHappened", "(si)", "once", 1)
    caller.sends(everything, "EmitHappened", "(si)", "twice", 2)
    assert client.next_event().arguments == ["once", 1]
    assert client.next_event().arguments == ["twice", 2]


def test_a_call_with_a_file_is_left_out(gateway, client, hear, everything, caller):
    hear("TakeFile", "Add")
    caller.sends(everything, "TakeFile", "(h)", 0, descriptors=[os.open(os.devnull, os.O_RDONLY)])
    caller.sends(everything, "Add", "(ii)", 2, 3)
    assert client.next_event().arguments == [2, 3]
    gateway.stderr.wait_for("observe: .*TakeFile: .*file descriptor")


def test_files_that_others_pass_are_closed(gateway, client, hear, everything, caller):
    def sends_a_file():
        caller.sends(everything, "TakeFile", "(h)", 0, descriptors=[os.open(os.devnull, os.O_RDONLY)])

    def is_told_after_that():
        caller.sends(everything, "Add", "(ii)", 2, 3)
        return client.next_event().keywords["reply"] == [5]

    hear("TakeFile", "Add")
    assert is_told_after_that()
    before = os.listdir(f"/proc/{gateway.pid}/fd")
    sends_a_file()
    sends_a_file()
    assert is_told_after_that()
    assert os.listdir(f"/proc/{gateway.pid}/fd") == before


def test_a_reply_with_a_file_is_not_told(client, hear, everything, caller):
    hear("GiveFile")
    caller.sends(everything, "GiveFile")
    assert client.next_event().keywords == {"sender": caller.name}


def test_who_may_call_does_not_hear(start_gateway, policies, everything):
    client = start_gateway("overheard.use", policies=[policies], until="^Mirrored now:").client()
    refused = client.fails_to_subscribe(f"{OVERHEARD}.Add")
    assert refused.uri == "wamp.error.not_authorized"
    assert "overheard.hear" in refused.text


def test_observed_topics_are_described(client):
    described, = client.calls("org.deskgate.bus.describe", "org.deskgate.overheard")
    kinds = {topic["uri"]: topic["kind"] for topic in described["topics"]}
    assert kinds[f"{OVERHEARD}.Add"] == "call"
    assert kinds[f"{OVERHEARD}.Happened"] == "signal"


def test_ten_thousand_calls_are_told_once_each(client, hear, everything, caller):
    """The bus answers some of them itself: it bounds how many replies one program may wait for."""
    hear("Add")
    numbers = range(10_000)
    for number in numbers:
        caller.sends(everything, "Add", "(ii)", number, 1)
    events = [client.next_event() for _ in numbers]
    assert sorted(event.arguments[0] for event in events) == list(numbers)
    assert all(event.keywords.get("reply", [event.arguments[0] + 1]) == [event.arguments[0] + 1] for event in events)


def test_the_monitor_is_there_while_somebody_listens(client, witness):
    def connections():
        daemon = "org.freedesktop.DBus"
        return witness.call(daemon, "/org/freedesktop/DBus", f"{daemon}.Debug.Stats", "GetStats")[0]["ActiveConnections"]
    before = connections()
    add, hang = client.subscribes(f"{OVERHEARD}.Add"), client.subscribes(f"{OVERHEARD}.Hang")
    assert connections() == before + 1
    client.unsubscribes(add)
    client.unsubscribes(hang)
    eventually("the monitor to go", connections, lambda count: count == before)


def test_a_service_that_comes_back_is_observed_again(gateway, client, hear, bus, everything, caller, started):
    hear("Hang", "Add")
    client.subscribes("org.deskgate.bus.added")
    caller.sends(everything, "Hang")
    everything.kill()
    assert "reply" not in client.next_event().keywords
    again = started.enter_context(Everything(bus))
    assert client.next_event().arguments[0]["uri"] == "org.deskgate.overheard"
    caller.sends(again, "Add", "(ii)", 2, 3)
    assert client.next_event().keywords["reply"] == [5]


def test_a_bus_that_comes_back_is_observed_again(client, hear, bus, everything, started):
    hear("Add")
    client.subscribes("org.deskgate.bus.removed")
    bus.kill()
    client.next_event()
    client.subscribes("org.deskgate.bus.added")
    bus.start()
    again = started.enter_context(Everything(bus))
    client.next_event()
    started.enter_context(Caller(bus)).sends(again, "Add", "(ii)", 2, 3)
    assert client.next_event().keywords["reply"] == [5]


def test_observing_begins_and_ends_with_the_file(client, policies, everything, caller):
    client.subscribes("org.deskgate.bus.changed")
    replace(policies / "overheard.toml", POLICY.replace('"Add", "Hang", "Fail"', '"Hang", "Fail"'))
    client.next_event()
    assert client.fails_to_subscribe(f"{OVERHEARD}.Add").uri == "wamp.error.not_authorized"
    replace(policies / "overheard.toml", POLICY)
    client.next_event()
    client.subscribes(f"{OVERHEARD}.Add")
    caller.sends(everything, "Add", "(ii)", 2, 3)
    assert client.next_event().keywords["reply"] == [5]


def test_a_subscription_goes_on_when_the_file_observes_more(client, hear, policies, everything, caller):
    client.subscribes("org.deskgate.bus.changed")
    replace(policies / "overheard.toml", POLICY.replace('"Add", "Hang", "Fail"', '"Hang"'))
    client.next_event()
    hear("Hang")
    replace(policies / "overheard.toml", POLICY)
    client.next_event()
    hear("Add")
    caller.sends(everything, "Hang", expects_reply=False)
    caller.sends(everything, "Add", "(ii)", 2, 3)
    assert client.next_event().keywords == {"sender": caller.name}
    assert client.next_event().keywords["reply"] == [5]


def replace(file, text):
    """As an editor does: a new file under the old name."""
    new = file.with_suffix(".new")
    new.write_text(text)
    new.rename(file)


def test_a_bus_that_lets_nobody_monitor_is_told_in_one_line(folder, policies, started):
    nobody = '<policy context="mandatory"><deny send_interface="org.freedesktop.DBus.Monitoring"/></policy>'
    bus = started.enter_context(RunningBus(folder, rules=nobody))
    started.enter_context(Everything(bus))
    gateway = started.enter_context(Gateway(folder, bus.address, ["overheard.hear"], policies=[policies],
                                            until="^Mirrored now:"))
    client = gateway.client()
    client.subscribes(f"{OVERHEARD}.Add")
    client.subscribes(f"{OVERHEARD}.Hang")
    gateway.stderr.wait_for("monitor: ")
    assert gateway.stderr.text.count("monitor: ") == 1
