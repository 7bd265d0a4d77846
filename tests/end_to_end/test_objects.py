# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Many objects under one bus name, as a client sees them come and go: system services that dbusmock plays."""

import re

import pytest

from support.gateway import REPOSITORY
from support.mocks import bluez, network_manager, upower

HEADSET = "11:22:33:44:55:66"
HEADSET_URI = "org.deskgate.bluetooth.hci0.dev_11_22_33_44_55_66"

POWER = """
summary = "Power: every battery and charger"
[service]
bus  = "system"
name = "org.freedesktop.UPower"
path = "/org/freedesktop/UPower/devices/{device}"
uri  = "org.deskgate.power.{device}"
[grant.view."org.freedesktop.UPower.Device"]
watch = ["Percentage"]
"""

NETWORK = """
summary = "Network devices"
[service]
bus  = "system"
name = "org.freedesktop.NetworkManager"
path = "/org/freedesktop/NetworkManager/Devices/{device}"
uri  = "org.deskgate.network.{device}"
[grant.view."org.freedesktop.NetworkManager.Device"]
watch = ["Interface"]
"""


def example_of_the_documents():
    text = (REPOSITORY / "docs/policies.md").read_text()
    blocks = re.findall(r"^```toml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return next(block for block in blocks if "Bluetooth devices" in block)


@pytest.fixture
def join(folder, bus, start_gateway):
    """A client of a Deskgate that has one policy file, and the private bus as its system bus."""
    def join(name, text):
        policies = folder / "policies"
        policies.mkdir()
        (policies / f"{name}.toml").write_text(text)
        return start_gateway("*", policies=[policies], system_bus_address=bus.address).client()
    return join


def uris(client):
    return sorted(entry["uri"] for entry in client.calls("org.deskgate.bus.list")[0])


@pytest.fixture
def bluetooth(bus, started):
    mock = started.enter_context(bluez(bus))
    mock.does("AddAdapter", "(ss)", "hci0", "desk")
    return mock


def test_an_object_is_named_by_what_its_path_captures(join, bluetooth):
    bluetooth.does("AddDevice", "(sss)", "hci0", HEADSET, "Headset")
    client = join("bluetooth", example_of_the_documents())
    assert uris(client) == [HEADSET_URI]
    assert client.retained(f"{HEADSET_URI}.Device1.Alias") == "Headset"


def test_an_object_that_comes_is_announced_and_one_that_goes_is_taken_back(join, bluetooth, witness):
    client = join("bluetooth", example_of_the_documents())
    added = client.subscribes("org.deskgate.bus.added")
    removed = client.subscribes("org.deskgate.bus.removed")
    bluetooth.does("AddDevice", "(sss)", "hci0", HEADSET, "Headset")
    event = client.next_event()
    assert (event.subscription, event.arguments[0]["uri"]) == (added, HEADSET_URI)
    assert event.arguments[0]["path"] == "/org/bluez/hci0/dev_11_22_33_44_55_66"
    witness.call("org.bluez", "/org/bluez/hci0", "org.bluez.Adapter1", "RemoveDevice", "(o)",
                 "/org/bluez/hci0/dev_11_22_33_44_55_66")
    event = client.next_event()
    assert (event.subscription, event.arguments[0]["uri"]) == (removed, HEADSET_URI)
    assert client.fails_to_call(f"{HEADSET_URI}.Device1.Alias.get").uri == "wamp.error.no_such_procedure"


def test_objects_go_with_the_service(join, bluetooth):
    bluetooth.does("AddDevice", "(sss)", "hci0", HEADSET, "Headset")
    client = join("bluetooth", example_of_the_documents())
    client.subscribes("org.deskgate.bus.removed")
    bluetooth.stop()
    assert client.next_event().arguments[0]["uri"] == HEADSET_URI


def test_a_manager_far_above_its_objects_is_found(join, bus, started):
    network = started.enter_context(network_manager(bus))
    network.does("AddEthernetDevice", "(ssi)", "desk", "eth0", 30)
    client = join("network", NETWORK)
    assert uris(client) == ["org.deskgate.network.desk"]
    assert client.retained("org.deskgate.network.desk.Device.Interface") == "eth0"


def test_a_service_without_a_manager_is_walked_and_its_signals_are_followed(join, bus, started):
    power = started.enter_context(upower(bus))
    power.does("AddAC", "(ss)", "mains", "Mains")
    client = join("power", POWER)
    assert uris(client) == ["org.deskgate.power.DisplayDevice", "org.deskgate.power.mains"]
    client.subscribes("org.deskgate.bus.added")
    power.does("AddDischargingBattery", "(ssdx)", "laptop", "Battery", 30.0, 1200)
    assert client.next_event().arguments[0]["uri"] == "org.deskgate.power.laptop"
    assert client.retained("org.deskgate.power.laptop.Device.Percentage") == 30.0


def test_an_object_that_went_in_silence_disappears_when_it_is_used(join, bus, started):
    power = started.enter_context(upower(bus))
    power.does("AddDischargingBattery", "(ssdx)", "laptop", "Battery", 30.0, 1200)
    client = join("power", POWER)
    client.subscribes("org.deskgate.bus.removed")
    power.does("RemoveObject", "(s)", "/org/freedesktop/UPower/devices/laptop")
    assert client.fails_to_call("org.deskgate.power.laptop.Device.Percentage.get")
    assert client.next_event().arguments[0]["uri"] == "org.deskgate.power.laptop"
