# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""The policy files that ship, beside the services that they speak of: real ones where they run here, or dbusmock's."""

import pytest
from gi.repository import GLib

from support.gateway import SHIPPED_POLICIES
from support.mocks import MOCK, bluez, gnome_screensaver, logind, network_manager, screensaver, upower

LOGIND = "org.freedesktop.login1"
SESSION = "/org/freedesktop/login1/session/auto"
MANAGER = "org.freedesktop.DBus.ObjectManager"
HEADSET = "/org/bluez/hci0/dev_11_22_33_44_55_66"
DEVICE = "org.deskgate.bluetooth.hci0.dev_11_22_33_44_55_66"


@pytest.fixture
def client(bus, start_gateway):
    """A client that holds these grants, where the private bus is the system bus as well."""
    def client(*grants):
        return start_gateway(*grants, system_bus_address=bus.address).client()
    return client


@pytest.fixture
def calls(witness):
    """What a mock was asked on this path: a list of argument lists."""
    def calls(name, path, method):
        return [list(arguments) for _, arguments in witness.call(name, path, MOCK, "GetMethodCalls", "(s)", method)[0]]
    return calls


@pytest.fixture
def login(bus, started):
    """logind with a session, which is the caller's own."""
    login = started.enter_context(logind(bus))
    session = {"LockedHint": GLib.Variant("b", False), "IdleHint": GLib.Variant("b", True), "Active": GLib.Variant("b", True)}
    login.does("AddObject", "(ssa{sv}a(ssss))", SESSION, "org.freedesktop.login1.Session", session,
               [("Lock", "", "", ""), ("Unlock", "", "", ""), ("SetBrightness", "ssu", "", "")])
    return login


@pytest.fixture
def headset(bus, started):
    bluetooth = started.enter_context(bluez(bus))
    bluetooth.does("AddAdapter", "(ss)", "hci0", "desk")
    bluetooth.does("AddDevice", "(sss)", "hci0", "11:22:33:44:55:66", "Headset")
    bluetooth.does("ConnectDevice", "(ss)", "hci0", "11:22:33:44:55:66")
    return bluetooth


@pytest.fixture
def network(bus, started):
    return started.enter_context(network_manager(bus))


def test_a_battery_tells_its_charge_as_it_changes(client, bus, started):
    power = started.enter_context(upower(bus))
    path = power.does("AddDischargingBattery", "(ssdx)", "mock_BAT0", "Battery", 30.0, 1200)[0]
    phone = client("battery.view")
    phone.subscribes("org.deskgate.battery.mock_BAT0.Device.Percentage", get_retained=True)
    assert phone.next_event().arguments == [30.0]
    power.does("SetDeviceProperties", "(oa{sv})", path, {"Percentage": GLib.Variant("d", 29.0)})
    assert phone.next_event().arguments == [29.0]


def test_a_headset_is_seen_and_left_alone(client, headset):
    phone = client("bluetooth.view")
    assert phone.retained(f"{DEVICE}.Device1.Alias") == "Headset"
    assert phone.retained(f"{DEVICE}.Device1.Connected") is True
    assert phone.fails_to_call(f"{DEVICE}.Device1.Disconnect").uri == "wamp.error.not_authorized"
    assert phone.fails_to_call(f"{DEVICE}.Device1.Address.get").uri == "wamp.error.not_authorized"


def test_the_battery_of_a_headset_is_seen_as_soon_as_bluez_knows_it(client, headset, witness):
    phone = client("bluetooth.view")
    phone.subscribes(f"{DEVICE}.Battery1.Percentage")
    battery = {"Percentage": GLib.Variant("y", 70)}
    witness.call(headset.name, HEADSET, MOCK, "AddProperties", "(sa{sv})", "org.bluez.Battery1", battery)
    added = [GLib.Variant("o", HEADSET), GLib.Variant("a{sa{sv}}", {"org.bluez.Battery1": battery})]
    witness.call(headset.name, "/", MOCK, "EmitSignal", "(sssav)", MANAGER, "InterfacesAdded", "oa{sa{sv}}", added)
    assert phone.next_event().arguments == [70]


def test_the_brightness_of_a_screen_is_set(client, login, calls):
    client("brightness.set").calls("org.deskgate.brightness.Session.SetBrightness", "backlight", "intel_backlight", 400)
    assert calls(LOGIND, SESSION, "SetBrightness") == [["backlight", "intel_backlight", 400]]


def test_nothing_else_of_the_hardware_is_set_as_if_it_were_a_screen(client, login, calls):
    error = client("brightness.set").fails_to_call("org.deskgate.brightness.Session.SetBrightness", "block", "sda", 0)
    assert error.uri == "wamp.error.not_authorized"
    assert '"backlight", "leds"' in error.text
    assert calls(LOGIND, SESSION, "SetBrightness") == []


def test_a_session_is_locked_and_never_unlocked(client, login, calls):
    phone = client("session.lock")
    assert phone.calls("org.deskgate.session.Session.LockedHint.get") == [False]
    phone.calls("org.deskgate.session.Session.Lock")
    assert phone.fails_to_call("org.deskgate.session.Session.Unlock").uri == "wamp.error.not_authorized"
    assert (len(calls(LOGIND, SESSION, "Lock")), calls(LOGIND, SESSION, "Unlock")) == (1, [])


@pytest.mark.parametrize("member, grant", [("Suspend", "power.suspend"), ("PowerOff", "power.off")])
def test_nothing_is_switched_off_while_nobody_can_be_asked(client, login, calls, member, grant):
    phone = client(grant)
    assert phone.calls("org.deskgate.power.Manager.CanSuspend") == ["yes"]
    error = phone.fails_to_call(f"org.deskgate.power.Manager.{member}", False)
    assert (error.uri, "nobody at the desktop can be asked" in error.text) == ("wamp.error.not_authorized", True)
    assert calls(LOGIND, "/org/freedesktop/login1", member) == []


def test_the_network_tells_whether_it_is_there(client, network):
    phone = client("network.view")
    phone.subscribes("org.deskgate.network.NetworkManager.Connectivity", get_retained=True)
    assert phone.next_event().arguments == [4]
    network.does("SetConnectivity", "(u)", 1)
    assert phone.next_event().arguments == [1]


def test_the_network_is_only_looked_at(client, network):
    phone = client("network.view")
    for procedure in ("WirelessEnabled.set", "Enable", "ActivateConnection"):
        error = phone.fails_to_call(f"org.deskgate.network.NetworkManager.{procedure}", False)
        assert error.uri == "wamp.error.not_authorized", procedure


@pytest.mark.parametrize("mock, prefix, file", [(gnome_screensaver, "org.deskgate.screen_gnome", "screen-gnome"),
                                                (screensaver, "org.deskgate.screen", "screen")])
def test_a_screen_is_locked_and_never_unlocked(client, bus, started, mock, prefix, file):
    started.enter_context(mock(bus))
    phone = client(f"{file}.lock")
    phone.subscribes(f"{prefix}.ScreenSaver.ActiveChanged")
    assert phone.calls(f"{prefix}.ScreenSaver.GetActive") == [False]
    phone.calls(f"{prefix}.ScreenSaver.Lock")
    assert phone.next_event().arguments == [True]
    assert phone.calls(f"{prefix}.ScreenSaver.GetActive") == [True]
    assert phone.fails_to_call(f"{prefix}.ScreenSaver.SetActive", False).uri == "wamp.error.not_authorized"


def test_a_screen_is_kept_on_while_a_film_plays(client, bus, started):
    started.enter_context(screensaver(bus))
    phone = client("screen.inhibit")
    cookie = phone.calls("org.deskgate.screen.ScreenSaver.Inhibit", "phone", "a film plays")
    assert phone.calls("org.deskgate.screen.ScreenSaver.UnInhibit", *cookie) == []
    assert phone.fails_to_call("org.deskgate.screen.ScreenSaver.Lock").uri == "wamp.error.not_authorized"


def test_every_file_holds_beside_no_service_at_all(start_gateway):
    phone = start_gateway("*", policies=[SHIPPED_POLICIES]).client()
    assert phone.calls("org.deskgate.bus.list") == [[]]
