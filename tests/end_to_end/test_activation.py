# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Services that a call may start: the bus starts org.example.Everything from a service file."""

import os
import signal
import sys

import pytest

from support import everything as service
from support.bus import RunningBus, Witness
from support.gateway import Gateway
from support.services import write_service_file

URI = "org.deskgate.sleeper"
INTERFACE = f"{URI}.Everything"
POLICY = """\
summary = "A service that sleeps"
[service]
name     = "org.example.Everything"
path     = "/org/example/Everything"
uri      = "org.deskgate.sleeper"
activate = {activate}
[grant.use."org.example.Everything"]
call   = ["Add", "Hang", "Crash", "NotThere", "Change"]
signal = ["Happened"]
watch  = ["Text", "LastCall"]
set    = ["Text"]
"""
EVERYTHING = f"{sys.executable} -B {service.__file__}"

TAKE_THE_NAME_AND_LEAVE = ("dbus-send --session --print-reply --dest=org.freedesktop.DBus /org/freedesktop/DBus "
                           f"org.freedesktop.DBus.RequestName string:{service.NAME} uint32:0")


class Sleeper:
    """Deskgate beside a service that nobody has started yet; `run` is what the service file starts."""

    def __init__(self, folder, started, run=EVERYTHING, activate="true", types="", has_file=True, **limits):
        services = folder / "services"
        services.mkdir()
        self._starts = write_service_file(services, run, service.NAME if has_file else "org.example.Another")
        bus = started.enter_context(RunningBus(folder, services, **limits))
        policies = folder / "policies"
        policies.mkdir()
        self._file = policies / "sleeper.toml"
        self._file.write_text(POLICY.format(activate=activate) + types)
        self.witness = started.enter_context(Witness(bus))
        self._gateway = started.enter_context(
            Gateway(folder, bus.address, ["sleeper.use"], [policies], until="^Mirrored now:"))
        self.client = self._gateway.client()

    @property
    def starts(self):
        return len(self._starts.read_text().splitlines())

    def is_no_longer_activatable(self):
        """The file says so; returns when Deskgate has read it."""
        self._file.write_text(POLICY.format(activate="false"))
        self._gateway.stderr.wait_for(r"^info\s+reload: ")

    def leaves(self):
        """By itself, as far as anybody can tell; returns when Deskgate knows."""
        before = len(self._gateway.stderr.matches("stopped: "))
        os.kill(self.witness.process_of(service.NAME), signal.SIGTERM)
        self._gateway.stderr.wait_for(f"stopped: {service.NAME}", times=before + 1)


@pytest.fixture
def sleeper(folder, started):
    return Sleeper(folder, started)


def test_a_call_starts_the_service(sleeper):
    assert sleeper.client.calls(f"{INTERFACE}.Add", 2, 3) == [5]
    assert sleeper.starts == 1


def test_get_starts_the_service(sleeper):
    assert sleeper.client.calls(f"{INTERFACE}.Text.get") == ["first"]
    assert sleeper.starts == 1


def test_get_all_starts_the_service(sleeper):
    assert sleeper.client.calls(f"{INTERFACE}.get_all")[0]["Text"] == "first"
    assert sleeper.starts == 1


def test_set_starts_the_service(sleeper):
    sleeper.client.calls(f"{INTERFACE}.Text.set", "new")
    assert sleeper.client.calls(f"{INTERFACE}.Text.get") == ["new"]
    assert sleeper.starts == 1


def test_subscribing_starts_nothing(sleeper):
    sleeper.client.subscribes(f"{INTERFACE}.Text", get_retained=True)
    sleeper.client.subscribes(f"{INTERFACE}.Happened")
    sleeper.witness.flush()
    assert sleeper.starts == 0


def test_without_activate_a_call_starts_nothing(folder, started):
    sleeper = Sleeper(folder, started, activate="false")
    assert sleeper.client.fails_to_call(f"{INTERFACE}.Add", 2, 3).uri == "wamp.error.no_such_procedure"
    assert sleeper.starts == 0


def test_a_file_that_takes_activate_back_is_obeyed(sleeper):
    sleeper.is_no_longer_activatable()
    assert sleeper.client.fails_to_call(f"{INTERFACE}.Add", 2, 3).uri == "wamp.error.no_such_procedure"
    assert sleeper.starts == 0


def test_the_object_is_there_before_its_service(sleeper):
    entry, = sleeper.client.calls("org.deskgate.bus.list")[0]
    assert (entry["uri"], entry["name"], entry["path"]) == (URI, service.NAME, service.PATH)
    assert sleeper.starts == 0


def test_the_file_says_what_the_object_has_before_its_service_runs(folder, started):
    types = '[types."org.example.Everything"]\nmethod.Add = { in = "ii", out = "i", names = ["left", "right"] }\n'
    sleeper = Sleeper(folder, started, types=types)
    described = sleeper.client.calls("org.deskgate.bus.describe", URI)[0]
    procedures = {procedure["uri"]: procedure for procedure in described["procedures"]}
    assert set(procedures) == {
        *(f"{INTERFACE}.{method}" for method in ["Add", "Hang", "Crash", "NotThere", "Change", "get_all"]),
        *(f"{INTERFACE}.{access}" for access in ["Text.get", "Text.set", "LastCall.get"])}
    assert [argument["type"] for argument in procedures[f"{INTERFACE}.Add"]["in"]] == ["i", "i"]
    assert {topic["uri"] for topic in described["topics"]} == {
        f"{INTERFACE}.{topic}" for topic in ["Happened", "Text", "LastCall"]}


def test_a_service_that_has_left_is_described_as_it_was(sleeper):
    sleeper.client.calls(f"{INTERFACE}.Add", 2, 3)
    running = sleeper.client.calls("org.deskgate.bus.describe", URI)
    sleeper.leaves()
    assert sleeper.client.calls("org.deskgate.bus.describe", URI) == running
    assert sleeper.starts == 1


def test_calls_that_come_together_share_one_start(sleeper):
    requests = [sleeper.client.starts_calling(f"{INTERFACE}.Add", number, 1) for number in range(20)]
    assert [sleeper.client.result_of(request) for request in requests] == [[number + 1] for number in range(20)]
    assert sleeper.starts == 1


def test_a_service_that_has_left_is_started_again(sleeper):
    sleeper.client.calls(f"{INTERFACE}.Add", 2, 3)
    sleeper.leaves()
    assert sleeper.client.calls(f"{INTERFACE}.Add", 3, 4) == [7]
    assert sleeper.starts == 2


def test_it_comes_and_goes_unannounced(sleeper):
    sleeper.client.subscribes("org.deskgate.bus.added")
    sleeper.client.subscribes("org.deskgate.bus.removed")
    sleeper.client.calls(f"{INTERFACE}.Add", 2, 3)
    sleeper.leaves()
    sleeper.client.calls(f"{INTERFACE}.Add", 2, 3)
    assert sleeper.client.events_so_far == []


def test_what_it_has_said_of_its_properties_goes_with_it(sleeper):
    sleeper.client.calls(f"{INTERFACE}.Change", "old")
    assert sleeper.client.retained(f"{INTERFACE}.Text") == "old"
    sleeper.leaves()
    sleeper.client.subscribes(f"{INTERFACE}.Text", get_retained=True)
    assert sleeper.client.calls(f"{INTERFACE}.Text.get") == ["first"]
    assert sleeper.client.next_event().arguments == ["first"]


def test_a_subscription_hears_the_next_run(sleeper):
    sleeper.client.subscribes(f"{INTERFACE}.Happened")
    sleeper.client.subscribes(f"{INTERFACE}.Text")
    sleeper.client.calls(f"{INTERFACE}.Change", "changed")
    assert [sleeper.client.next_event().arguments for _ in range(2)] == [["first"], ["changed"]]


def test_a_member_that_it_turns_out_not_to_have_is_no_procedure(sleeper):
    refused = sleeper.client.fails_to_call(f"{INTERFACE}.NotThere")
    assert refused.uri == "wamp.error.no_such_procedure"
    assert f"{service.NAME} runs" in refused.text


def test_a_service_that_dies_in_a_call_cancels_it_and_is_started_by_the_next(sleeper):
    assert sleeper.client.fails_to_call(f"{INTERFACE}.Crash").uri == "wamp.error.canceled"
    assert sleeper.client.calls(f"{INTERFACE}.Add", 2, 3) == [5]
    assert sleeper.starts == 2


def test_a_name_that_no_service_file_provides_is_unavailable(folder, started):
    sleeper = Sleeper(folder, started, has_file=False)
    refused = sleeper.client.fails_to_call(f"{INTERFACE}.Add", 2, 3)
    assert refused.uri == "wamp.error.unavailable"
    assert "org.example.Everything cannot be started: " in refused.text
    assert ".service files" in refused.text


def test_a_service_that_ends_at_once_carries_the_reason_of_the_bus(folder, started):
    sleeper = Sleeper(folder, started, run="/bin/false")
    refused = sleeper.client.fails_to_call(f"{INTERFACE}.Add", 2, 3)
    assert refused.uri == "org.freedesktop.DBus.Error.Spawn.ChildExited"
    assert "exited with status 1" in refused.text


def test_a_service_that_never_takes_its_name_is_a_timeout(folder, started):
    sleeper = Sleeper(folder, started, run=f"{EVERYTHING} org.example.Another", start_timeout=300)
    refused = sleeper.client.fails_to_call(f"{INTERFACE}.Add", 2, 3)
    assert refused.uri == "wamp.error.timeout"
    assert "org.example.Everything cannot be started: " in refused.text


def test_an_owner_that_leaves_before_it_has_told_what_it_has_cancels_the_calls(folder, started):
    sleeper = Sleeper(folder, started, run=TAKE_THE_NAME_AND_LEAVE)
    refused = sleeper.client.fails_to_call(f"{INTERFACE}.Add", 2, 3)
    assert refused.uri == "wamp.error.canceled"
    assert service.NAME in refused.text
