# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""State topics are right, whatever the order in which a service says what it knows."""

import pytest

from support import moody
from support.services import Moody
from support.waiting import eventually

URI = "org.deskgate.moody"
TEXT = f"{URI}.Moody.Text"
POLICY = f"""\
summary = "A service of many moods"
[service]
name = "{moody.NAME}"
path = "{moody.PATH}"
uri  = "{URI}"
[grant.use."{moody.INTERFACE}"]
watch = ["Text"]
call  = ["Greet"]
"""


@pytest.fixture
def policies(folder):
    place = folder / "policies"
    place.mkdir()
    (place / "moody.toml").write_text(POLICY)
    return place


@pytest.fixture
def service(bus, started):
    return started.enter_context(Moody(bus))


@pytest.fixture
def mood(witness, service):
    """mood("Change", "s", "second"): what the service shall do."""
    def mood(method, signature="()", *arguments):
        return witness.call(moody.NAME, moody.PATH, moody.MOODS, method, signature, *arguments)
    return mood


@pytest.fixture
def gateway(start_gateway, policies, service):
    return start_gateway("moody.use", policies=[policies], until=f"^  {URI} ")


@pytest.fixture
def client(gateway):
    return gateway.client()


def first_events(gateway):
    """What a late joiner hears before it hears anything else."""
    client = gateway.client()
    client.subscribes(TEXT, get_retained=True)
    client.calls(f"{URI}.Moody.Greet")
    return [event.arguments for event in client.events_so_far]


def test_an_answer_that_was_overtaken_brings_no_older_value_back(client, mood):
    client.subscribes(TEXT)
    mood("SetNews", "(s)", "newest")
    mood("Invalidate", "(s)", "second")
    assert client.next_event().arguments == ["newest"]
    mood("Change", "(s)", "last")
    assert client.next_event().arguments == ["last"]
    assert client.retained(TEXT) == "last"


def test_the_first_answer_may_be_overtaken_as_well(start_gateway, policies, mood):
    mood("SetNews", "(s)", "newest")
    client = start_gateway("moody.use", policies=[policies], until=f"^  {URI} ").client()
    assert client.retained(TEXT) == "newest"


def test_what_cannot_be_read_any_longer_is_retained_no_more(gateway, mood):
    assert first_events(gateway) == [["first"]]
    mood("BecomeUnreadable")
    eventually("no retained value", lambda: first_events(gateway), lambda events: events == [])
    gateway.stderr.wait_for("properties: org.example.Moody.Text: it cannot be read")
    mood("Change", "(s)", "back")
    eventually("the value again", lambda: first_events(gateway), lambda events: events == [["back"]])


def test_invented_names_are_not_asked_for(client, mood):
    before = int(mood("Questions")[0])
    mood("InvalidateInvented", "(i)", 1000)
    mood("Change", "(s)", "second")
    client.subscribes(TEXT, get_retained=True)
    client.event_where(lambda event: event.arguments == ["second"])
    assert int(mood("Questions")[0]) == before


def test_an_error_of_its_own_is_no_forgery(start_gateway, policies, mood):
    mood("FailWith", "(sas)", "org.freedesktop.DBus.Error.InconsistentMessage", ["Introspect", "GetAll"])
    gateway = start_gateway("moody.use", policies=[policies], until="^Mirrored now:")
    gateway.stderr.wait_for("introspect: .*not now")
    assert int(mood("Questions")[0]) < 10
