# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Services that have a name before they have anything else, that never say what they have, or that replace it."""

import os
import signal
import sys

import pytest

from support import moody
from support.bus import RunningBus, Witness
from support.gateway import Gateway
from support.services import Moody, write_service_file
from support.waiting import eventually

URI = "org.deskgate.moody"
POLICY = f"""\
summary = "A service of many moods"
[service]
name = "{moody.NAME}"
path = "%s"
uri  = "%s"
%s
[grant.use."{moody.INTERFACE}"]
watch = ["Text"]
call  = ["Greet"]
"""
ONE_OBJECT = POLICY % (moody.PATH, URI, "")
ANY_OBJECT = POLICY % (f"{moody.FOLDER}/{{which}}", "org.deskgate.any.{which}", "")
ACTIVATABLE = POLICY % (moody.PATH, URI, "activate = true")
UNKNOWN = "org.freedesktop.DBus.Error.UnknownMethod"


@pytest.fixture
def start(folder, start_gateway):
    """start(policy): Deskgate with this file, and a client of it."""
    def start(policy):
        place = folder / "policies"
        place.mkdir()
        (place / "moody.toml").write_text(policy)
        gateway = start_gateway("moody.use", policies=[place])
        return gateway, Watcher(gateway.client())
    return start


@pytest.fixture
def service(bus, started):
    return started.enter_context(Moody(bus))


@pytest.fixture
def mood(witness):
    def mood(method, signature="()", *arguments):
        return witness.call(moody.NAME, moody.PATH, moody.MOODS, method, signature, *arguments)
    return mood


class Watcher:
    """A client that follows what is mirrored."""

    def __init__(self, client):
        self.client = client
        self._news = {client.subscribes(f"org.deskgate.bus.{what}") for what in ("added", "changed")}
        self._removed = client.subscribes("org.deskgate.bus.removed")

    def procedures(self, uri):
        listed = [entry["uri"] for entry in self.client.calls("org.deskgate.bus.list")[0]]
        if uri not in listed:
            return None
        return {each["uri"] for each in self.client.calls("org.deskgate.bus.describe", uri)[0]["procedures"]}

    def until_there(self, uri, procedure=None):
        """Returns when the object is there, and has the procedure."""
        while (known := self.procedures(uri)) is None or (procedure and procedure not in known):
            self.client.event_where(lambda event: event.subscription in self._news)

    @property
    def losses(self):
        return [event for event in self.client.events_so_far if event.subscription == self._removed]


@pytest.mark.parametrize("chances", [1, 2, 3])
def test_an_object_that_is_exported_after_the_name_is_taken_is_found(start, bus, started, chances):
    _, watcher = start(ONE_OBJECT)
    started.enter_context(Moody(bus, chances))
    watcher.until_there(URI, f"{URI}.Moody.Greet")
    assert watcher.client.calls(f"{URI}.Moody.Greet") == ["hello"]
    assert watcher.client.retained(f"{URI}.Moody.Text") == "first"


def test_who_never_says_what_it_has_is_shown_as_far_as_it_is_known_and_wholly_once_it_does(start, service, mood):
    mood("FallSilent", "(as)", ["Introspect"])
    gateway, watcher = start(ONE_OBJECT)
    watcher.until_there(URI)
    gateway.stderr.wait_for(f"introspect: {moody.NAME}, {moody.PATH}: does not answer")
    assert watcher.client.calls(f"{URI}.Moody.Text.get") == ["first"]
    mood("Speak")
    watcher.until_there(URI, f"{URI}.Moody.Greet")
    assert watcher.client.calls(f"{URI}.Moody.Greet") == ["hello"]


def test_a_file_that_changes_while_a_service_is_asked_shows_nothing_before_its_time(start, service, mood, folder):
    mood("FallSilent", "(as)", ["Introspect"])
    gateway, _ = start(ONE_OBJECT)
    (folder / "policies" / "moody.toml").write_text(ONE_OBJECT.replace('["Greet"]', '["Greet", "Leave"]'))
    gateway.stderr.wait_for(r"^info\s+reload: ")
    gateway.stderr.wait_for(f"added: {URI} ")
    said = gateway.stderr.text
    assert said.index("does not answer") < said.index(f"added: {URI} ")


def test_who_never_says_its_values_can_be_called_and_its_values_come_late(start, service, mood):
    mood("FallSilent", "(as)", ["GetAll"])
    gateway, watcher = start(ONE_OBJECT)
    watcher.until_there(URI, f"{URI}.Moody.Greet")
    gateway.stderr.wait_for(f"properties: {moody.PATH}, {moody.INTERFACE}: GetAll is not answered")
    assert watcher.client.calls(f"{URI}.Moody.Greet") == ["hello"]
    topic = watcher.client.subscribes(f"{URI}.Moody.Text", get_retained=True)
    mood("Speak")
    assert watcher.client.event_where(lambda event: event.subscription == topic).arguments == ["first"]


def test_who_never_says_which_objects_it_has_holds_nothing_up(start, service, mood):
    mood("FallSilent", "(as)", ["Introspect", "GetManagedObjects"])
    gateway, watcher = start(ANY_OBJECT)
    gateway.stderr.wait_for("managed_objects: .*does not answer")
    mood("Speak")
    watcher.until_there("org.deskgate.any.Moody", "org.deskgate.any.Moody.Moody.Greet")


def test_an_object_manager_that_there_was_not_at_first_is_heard(start, service, mood):
    mood("FailWith", "(sas)", UNKNOWN, ["Introspect"])
    _, watcher = start(ANY_OBJECT)
    assert watcher.procedures("org.deskgate.any.Moody") is None
    mood("Manage")
    watcher.until_there("org.deskgate.any.Moody")
    assert watcher.client.calls("org.deskgate.any.Moody.Moody.Text.get") == ["first"]


def test_a_service_that_cannot_tell_now_keeps_its_objects(start, service, mood):
    _, watcher = start(ANY_OBJECT)
    watcher.until_there("org.deskgate.any.Moody")
    mood("FailWith", "(sas)", "org.example.Error.Busy", ["Introspect"])
    before = int(mood("Questions")[0])
    mood("Replace", "(s)", "first")
    eventually("the question after the answer", lambda: int(mood("Questions")[0]), lambda now: now > before + 1)
    assert watcher.client.calls("org.deskgate.any.Moody.Moody.Greet") == ["hello"]
    assert watcher.losses == []


def test_an_object_among_many_that_says_nothing_costs_no_match_rule(start, service, mood, witness):
    mood("GoBlank")
    gateway, watcher = start(ANY_OBJECT)
    eventually("three questions", lambda: int(mood("Blanks")[0]), lambda now: now >= 3)
    deskgate, = witness.connections_of(gateway.pid)
    assert not any(moody.PATH in rule for rule in witness.match_rules_of(deskgate))
    assert watcher.procedures("org.deskgate.any.Moody") is None


@pytest.mark.parametrize("is_managed", [False, True])
def test_another_object_at_the_same_path_shows_its_own_values(start, service, mood, is_managed):
    if is_managed:
        mood("Manage")
    _, watcher = start(ANY_OBJECT)
    watcher.until_there("org.deskgate.any.Moody")
    topic = watcher.client.subscribes("org.deskgate.any.Moody.Moody.Text")
    mood("Replace", "(s)", "second")
    assert watcher.client.event_where(lambda event: event.subscription == topic).arguments == ["second"]


@pytest.fixture
def sleeper(folder, started):
    """sleeper(chances): a client of a Deskgate that may start the service, and a witness of its bus."""
    def sleeper(chances):
        services, policies = folder / "services", folder / "policies"
        services.mkdir()
        policies.mkdir()
        write_service_file(services, f"{sys.executable} -B {moody.__file__} {chances}", moody.NAME)
        (policies / "moody.toml").write_text(ACTIVATABLE)
        bus = started.enter_context(RunningBus(folder, services))
        gateway = started.enter_context(
            Gateway(folder, bus.address, ["moody.use"], [policies], until="^Mirrored now:"))
        return Watcher(gateway.client()), started.enter_context(Witness(bus))
    return sleeper


def test_a_call_that_starts_a_service_waits_until_its_object_is_there(sleeper):
    watcher, _ = sleeper(2)
    assert watcher.client.calls(f"{URI}.Moody.Greet") == ["hello"]


def test_what_a_file_names_stays_known_when_the_service_has_never_said_what_it_has(sleeper):
    watcher, witness = sleeper(1000)
    assert watcher.client.fails_to_call(f"{URI}.Moody.Greet").uri == "wamp.error.no_such_procedure"
    assert f"{URI}.Moody.Greet" not in watcher.procedures(URI)
    os.kill(witness.process_of(moody.NAME), signal.SIGTERM)
    eventually("what the file names", lambda: watcher.procedures(URI), lambda known: f"{URI}.Moody.Greet" in known)
