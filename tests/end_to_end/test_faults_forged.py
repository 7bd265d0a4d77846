# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""What a third program on the bus says in the name of a service, which the bus lets through where it is sent to Deskgate
alone."""

import pytest

from gi.repository import GLib

from support import everything as service
from support.bus import PROPERTIES
from support.mocks import bluez
from support.wamp import WampError

# More messages than Deskgate has sent in any of these tests, and fewer than the bus lets it have unanswered: it asks again.
SERIALS = range(1, 100)


@pytest.fixture
def gateway(start_gateway, everything):
    return start_gateway("everything.use")


@pytest.fixture
def client(gateway):
    return gateway.client()


@pytest.fixture
def deskgate(gateway, witness):
    """Deskgate's unique name."""
    unique, = witness.connections_of(gateway.pid)
    return unique


def hang(client, everything):
    request = client.starts_calling(everything.uri_of("Hang"))
    assert client.calls(everything.uri_of("Add"), 1, 2) == [3]  # the service has seen the call before this one
    return request


def forge_answers(witness, deskgate):
    for serial in SERIALS:
        witness.replies(deskgate, serial, "(s)", "forged")
    witness.flush()


def test_a_forged_answer_is_not_passed_on_and_the_call_ends(client, everything, witness, deskgate):
    request = hang(client, everything)
    forge_answers(witness, deskgate)
    with pytest.raises(WampError) as error:
        client.result_of(request)
    assert error.value.uri == "org.freedesktop.DBus.Error.InconsistentMessage"
    assert "was not asked" in error.value.text
    assert client.calls(everything.uri_of("Add"), 1, 2) == [3]


def test_a_forged_error_is_not_passed_on_and_the_call_ends(client, everything, witness, deskgate):
    request = hang(client, everything)
    for serial in SERIALS:
        witness.refuses(deskgate, serial, "org.example.Error.Forged", "forged")
    with pytest.raises(WampError) as error:
        client.result_of(request)
    assert error.value.uri == "org.freedesktop.DBus.Error.InconsistentMessage"


def test_the_true_answer_after_a_forged_one_answers_no_other_call(client, everything, witness, deskgate):
    forged = hang(client, everything)
    forge_answers(witness, deskgate)
    with pytest.raises(WampError):
        client.result_of(forged)
    again = hang(client, everything)
    assert client.calls(everything.uri_of("EchoString"), "true") == ["true"]
    client.starts_calling(everything.uri_of("AnswerTheHung"))
    assert client.result_of(again) == []


def test_what_is_asked_of_a_service_that_appears_is_asked_again_where_the_answer_is_forged(
        start_gateway, bus, everything, witness):
    everything.pause()
    gateway = start_gateway("everything.use", until="listens on")
    client = gateway.client()
    client.subscribes("org.deskgate.bus.added")
    deskgate, = witness.connections_of(gateway.pid)
    forge_answers(witness, deskgate)
    assert client.calls("org.deskgate.bus.list") == [[]]
    everything.resume()
    assert client.next_event().arguments[0]["name"] == everything.name
    assert client.retained(everything.uri_of("Text")) == "first"
    assert client.calls(everything.uri_of("Add"), 1, 2) == [3]


def test_another_program_does_not_become_the_owner_of_a_name_by_saying_so(client, everything, witness, deskgate):
    client.subscribes("org.deskgate.bus.removed")
    witness.emits("/org/freedesktop/DBus", "org.freedesktop.DBus", "NameOwnerChanged", "(sss)", everything.name,
                  witness.owner_of(everything.name), witness.unique_name, to=deskgate)
    assert client.calls(everything.uri_of("Change"), "of the service") == []
    assert client.events_so_far == []
    assert client.retained(everything.uri_of("Text")) == "of the service"


def test_another_program_does_not_end_a_service_by_saying_so(client, everything, witness, deskgate):
    client.subscribes("org.deskgate.bus.removed")
    witness.emits("/org/freedesktop/DBus", "org.freedesktop.DBus", "NameOwnerChanged", "(sss)", everything.name,
                  witness.owner_of(everything.name), "", to=deskgate)
    assert client.calls(everything.uri_of("Add"), 1, 2) == [3]
    assert client.events_so_far == []


def test_another_program_changes_no_property_and_emits_no_signal(client, everything, witness, deskgate):
    client.subscribes("org.deskgate.everything.", match="prefix")
    changes = {"Text": GLib.Variant("s", "forged")}
    for to in (None, deskgate):
        witness.emits(service.PATH, PROPERTIES, "PropertiesChanged", "(sa{sv}as)", service.INTERFACE, changes, [], to=to)
        witness.emits(service.PATH, service.INTERFACE, "Happened", "(si)", "forged", 1, to=to)
    client.calls(everything.uri_of("EmitHappened"), "true", 2)
    assert client.next_event().arguments == ["true", 2]
    assert client.calls(everything.uri_of("Text.get")) == ["first"]
    assert client.retained(everything.uri_of("Text")) == "first"


BLUETOOTH = """
summary = "Bluetooth devices"
[service]
bus  = "session"
name = "org.bluez"
path = "/org/bluez/{adapter}/{device}"
uri  = "org.deskgate.bluetooth.{adapter}.{device}"
[grant.view."org.bluez.Device1"]
watch = ["Alias"]
"""


def test_another_program_adds_and_removes_no_objects(folder, bus, start_gateway, witness, started):
    mock = started.enter_context(bluez(bus))
    mock.does("AddAdapter", "(ss)", "hci0", "desk")
    mock.does("AddDevice", "(sss)", "hci0", "11:22:33:44:55:66", "Headset")
    (folder / "bluetooth.toml").write_text(BLUETOOTH)
    gateway = start_gateway("bluetooth.view", policies=[folder])
    client = gateway.client()
    client.subscribes("org.deskgate.bus.added")
    client.subscribes("org.deskgate.bus.removed")
    deskgate, = witness.connections_of(gateway.pid)
    forge_objects(witness, deskgate)
    mock.does("AddDevice", "(sss)", "hci0", "11:22:33:44:55:77", "Keyboard")
    assert client.next_event().arguments[0]["path"].endswith("dev_11_22_33_44_55_77")
    assert len(client.calls("org.deskgate.bus.list")[0]) == 2


def forge_objects(witness, deskgate):
    manager = "org.freedesktop.DBus.ObjectManager"
    added = "/org/bluez/hci0/dev_00_00_00_00_00_00"
    removed = "/org/bluez/hci0/dev_11_22_33_44_55_66"
    witness.emits("/", manager, "InterfacesAdded", "(oa{sa{sv}})", added, {"org.bluez.Device1": {}}, to=deskgate)
    witness.emits("/", manager, "InterfacesRemoved", "(oas)", removed, ["org.bluez.Device1"], to=deskgate)
    witness.flush()
