# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""deskgate policy new: a policy file for a service that runs."""

import re
import sys

import pytest

from support import everything as service
from support.bus import RunningBus
from support.mocks import bluez, upower
from support.program import Program
from support.services import Everything
from support.tools import Tools

# A service with two objects beside each other that have nothing in common, neither where its name would put it.
TWO_OBJECTS = """\
import gi
gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib
bus = Gio.bus_get_sync(Gio.BusType.SESSION)
for word in ("One", "Two"):
    node = Gio.DBusNodeInfo.new_for_xml(f'<node><interface name="org.example.{word}"><method name="Do"/></interface></node>')
    bus.register_object(f"/some/where/{word.lower()}", node.interfaces[0], None, None, None)
Gio.bus_own_name_on_connection(bus, "org.example.Two", 0, lambda *_: print("ready", flush=True), None)
GLib.MainLoop().run()
"""


@pytest.fixture
def tools(folder, bus):
    return Tools(folder, bus.address)


@pytest.fixture
def system_tools(folder, bus):
    """Tools for which the private bus is the system bus."""
    return Tools(folder, system_bus_address=bus.address)


def test_it_opens_what_may_only_be_read(tools, everything):
    lines = tools.says("policy", "new", everything.name).splitlines()
    assert '  "Invalidated",  # s, only read' in lines
    assert '# "Level",  # d, can be written' in lines
    assert '# "Add",  # (left i, right i) -> (i)' in lines
    assert '# "Happened",  # (s, i)' in lines
    assert "# set.Text = {}  # s" in lines


def test_it_finds_the_object_that_is_named_like_the_service(tools, everything):
    assert f'path = "{service.PATH}"' in tools.says("policy", "new", everything.name).splitlines()


def test_what_it_writes_is_fine_and_opens_what_it_says(tools, folder, start_gateway, everything):
    policies = folder / "policies"
    policies.mkdir()
    file = policies / "mine.toml"
    assert tools.says("policy", "new", everything.name, "--output", str(file)).startswith(f"Wrote {file}; ")
    assert tools.says("policy", "check", str(file)) == f"{file}: fine; grants mine.view\n"
    client = start_gateway("mine.view", policies=[policies]).client()
    assert client.retained(f"{Everything.uri}.Invalidated") == "first"
    assert client.fails_to_call(f"{Everything.uri}.Nothing").uri == "wamp.error.not_authorized"


def test_it_does_not_write_over_a_file(tools, folder, everything):
    file = folder / "mine.toml"
    file.write_text("mine")
    assert f"{file} exists already" in tools.fails("policy", "new", everything.name, "--output", str(file))
    assert file.read_text() == "mine"


def test_it_proposes_no_uri_that_another_file_has(tools, folder, everything):
    policies, config = folder / "policies", folder / "deskgate.toml"
    policies.mkdir()
    config.write_text(f'[policy]\nfolders = ["{policies}"]\n')
    new = ["policy", "new", everything.name, "--config", str(config)]
    first, second = policies / "first.toml", policies / "second.toml"
    tools.says(*new, "--output", str(first))
    tools.says(*new, "--output", str(second))
    assert 'uri  = "org.deskgate.everything"' in first.read_text().splitlines()
    assert 'uri  = "org.deskgate.everything_2"' in second.read_text().splitlines()
    assert tools.says("policy", "check", "--config", str(config)).count("fine") == 2
    second.rename(policies / "second.toml.disabled")
    assert 'uri  = "org.deskgate.everything_3"' in tools.says(*new).splitlines()


def test_where_the_service_has_siblings_it_proposes_a_capture(tools, bus, started):
    for name in ("org.example.Family.one", "org.example.Family.two"):
        started.enter_context(Everything(bus, name))
    lines = tools.says("policy", "new", "org.example.Family.one").splitlines()
    assert 'name = "org.example.Family.{family}"' in lines
    assert 'uri  = "org.deskgate.family.{family}"' in lines


def test_a_service_without_siblings_is_named_as_it_is(tools, bus, started):
    started.enter_context(Everything(bus, "org.example.Family.one"))
    assert 'name = "org.example.Family.one"' in tools.says("policy", "new", "org.example.Family.one").splitlines()


def test_a_player_gets_a_file_for_all_players(tools, mpv, bus, track, started):
    started.enter_context(type(mpv)(bus, track, is_first=False))
    lines = tools.says("policy", "new", mpv.name).splitlines()
    assert 'name = "org.mpris.MediaPlayer2.{player}"' in lines
    assert 'path = "/org/mpris/MediaPlayer2"' in lines


@pytest.fixture
def two_objects(bus, started):
    program = started.enter_context(Program([sys.executable, "-c", TWO_OBJECTS], env=bus.environment))
    program.stdout.wait_for("^ready")


def test_of_several_objects_one_must_be_chosen(tools, two_objects):
    told = tools.fails("policy", "new", "org.example.Two")
    assert told.splitlines() == ["deskgate: org.example.Two has several kinds of objects; choose one with --path:",
                                 "  /some/where/one", "  /some/where/two"]
    chosen = tools.says("policy", "new", "org.example.Two", "--path", "/some/where/two")
    assert 'path = "/some/where/two"' in chosen.splitlines()


@pytest.mark.parametrize("words, told, status", [
    (["org.example.Everythin"], 'did you mean "org.example.Everything"?', 1),
    (["org.freedesktop.systemd1"], "is never granted: org.freedesktop.systemd1 can run any program", 1),
    ([":1.5"], "unique names are never addressable", 2),
    (["everything"], 'that is no bus name: "everything"', 2),
    (["org.example.Everything", "--path", "/nowhere"], "has no interfaces at /nowhere", 1),
    (["org.example.Everything", "--path", "nowhere"], 'that is no object path: "nowhere"', 2),
    (["org.example.Everything", "--bus", "sesion"], "session", 2),
])
def test_what_it_cannot_do_is_told(words, told, status, tools, everything):
    assert told in tools.fails("policy", "new", *words, status=status)


@pytest.fixture
def sleeping_service(folder, started):
    """A bus that can start org.example.Everything, and tools on it."""
    services = folder / "services"
    services.mkdir()
    (services / "everything.service").write_text(
        f"[D-BUS Service]\nName={service.NAME}\nExec={sys.executable} {service.__file__}\n")
    return Tools(folder, started.enter_context(RunningBus(folder, services)).address)


def test_a_service_is_started_only_if_that_is_asked_for(sleeping_service):
    assert "--start lets the bus start it" in sleeping_service.fails("policy", "new", service.NAME)
    assert "--start lets the bus start it" in sleeping_service.fails("policy", "new", service.NAME)
    assert f'name = "{service.NAME}"' in sleeping_service.says("policy", "new", service.NAME, "--start")


@pytest.fixture
def power(bus, started):
    """UPower with one battery beside the device that stands for all."""
    mock = started.enter_context(upower(bus))
    mock.does("AddDischargingBattery", "(ssdx)", "battery_BAT0", "Battery", 80.0, 7200)
    return mock


def test_objects_of_one_kind_get_a_file_together(system_tools, power):
    lines = system_tools.says("policy", "new", power.name, "--bus", "system").splitlines()
    assert 'path = "/org/freedesktop/UPower/devices/{device}"' in lines
    assert 'uri  = "org.deskgate.upower.{device}"' in lines
    assert '[grant.view."org.freedesktop.UPower.Device"]' in lines
    assert "#   --path '/org/freedesktop/UPower'" in lines


def test_an_object_that_is_alone_leaves_the_file_to_the_one_named_like_the_service(system_tools, bus, started):
    started.enter_context(upower(bus))
    lines = system_tools.says("policy", "new", "org.freedesktop.UPower", "--bus", "system").splitlines()
    assert 'path = "/org/freedesktop/UPower"' in lines
    assert "#   --path '/org/freedesktop/UPower/devices/DisplayDevice'" in lines


def test_what_only_some_of_them_have_is_in_it_too(system_tools, power):
    power.does("AddAC", "(ss)", "line_power_AC", "Charger")
    text = system_tools.says("policy", "new", power.name, "--bus", "system")
    assert '"Online",  # b' in text
    assert '"TimeToEmpty",  # x' in text


def test_one_of_them_alone_can_be_chosen(system_tools, power):
    path = "/org/freedesktop/UPower/devices/DisplayDevice"
    lines = system_tools.says("policy", "new", power.name, "--bus", "system", "--path", path).splitlines()
    assert f'path = "{path}"' in lines
    assert 'uri  = "org.deskgate.upower"' in lines


@pytest.fixture
def bluetooth(bus, started):
    mock = started.enter_context(bluez(bus))
    mock.does("AddAdapter", "(ss)", "hci0", "desk")
    mock.does("AddDevice", "(sss)", "hci0", "11:22:33:44:55:66", "Headset")
    return mock


def test_of_objects_that_are_managed_the_innermost_are_meant(system_tools, bluetooth):
    text = system_tools.says("policy", "new", bluetooth.name, "--bus", "system")
    assert 'path = "/org/bluez/{adapter}/{device}"' in text.splitlines()
    assert 'uri  = "org.deskgate.bluez.{adapter}.{device}"' in text.splitlines()
    assert '[grant.view."org.bluez.Device1"]' in text
    assert '"org.bluez.Adapter1"' not in text


def test_another_kind_is_chosen_by_the_path_that_the_file_tells(system_tools, bluetooth):
    told = system_tools.says("policy", "new", bluetooth.name, "--bus", "system")
    assert "#   --path '/org/bluez/{adapter}'" in told.splitlines()
    text = system_tools.says("policy", "new", bluetooth.name, "--bus", "system", "--path", "/org/bluez/{adapter}")
    assert 'uri  = "org.deskgate.bluez.{adapter}"' in text.splitlines()
    assert '[grant.view."org.bluez.Adapter1"]' in text


def test_a_kind_that_there_is_not_is_told_with_those_that_there_are(system_tools, bluetooth):
    told = system_tools.fails("policy", "new", bluetooth.name, "--bus", "system", "--path", "/org/bluez/{device}")
    assert told.splitlines() == ["deskgate: org.bluez has no objects at /org/bluez/{device}; it has:",
                                 "  /org/bluez", "  /org/bluez/{adapter}", "  /org/bluez/{adapter}/{device}"]


def opened(text, member):
    """The file when the marks before the list of watched properties and before one of them are taken away."""
    view = text.split("# To control.")[0]
    return re.sub(rf'^# (watch = \[|"{member}",.*|\])$', r"\1", view, flags=re.MULTILINE)


def test_what_it_writes_for_many_objects_mirrors_them_all(system_tools, power, folder, bus, start_gateway):
    policies = folder / "policies"
    policies.mkdir()
    text = system_tools.says("policy", "new", power.name, "--bus", "system")
    (policies / "power.toml").write_text(opened(text, "Percentage"))
    client = start_gateway("power.view", policies=[policies], system_bus_address=bus.address).client()
    assert client.retained("org.deskgate.upower.battery_BAT0.Device.Percentage") == 80.0
