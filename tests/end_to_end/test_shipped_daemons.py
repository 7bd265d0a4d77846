# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""The policy files that ship for UPower and systemd's small services, beside those services themselves."""

import os
import time

import pytest

from support.bus import RunningBus, Witness
from support.daemons import Systemd, localed, timedated, write_service_file
from support.gateway import Gateway
from support.upowerd import Upowerd

BATTERY = "org.deskgate.battery.battery_BAT0.Device"
TIME = "org.deskgate.time.timedate1"
LOCALE = "org.deskgate.locale.locale1"
NONSENSE = "no/such/thing"  # refused by the services too: a test that fails must not change the machine


@pytest.fixture
def phone(bus, start_gateway):
    """A client that may see all of them, where the private bus is the system bus as well."""
    def phone():
        return start_gateway("battery.view", "time.view", "locale.view", system_bus_address=bus.address).client()
    return phone


@pytest.fixture
def clock(bus, started):
    started.enter_context(Systemd(bus))
    return started.enter_context(timedated(bus))


@pytest.fixture
def language(bus, started):
    return started.enter_context(localed(bus))


@pytest.fixture
def power(bus, folder, started):
    return started.enter_context(Upowerd(bus, folder))


def zone_of_this_machine():
    return os.readlink("/etc/localtime").partition("/zoneinfo/")[2]


def test_the_time_zone_is_there_for_late_joiners(phone, clock):
    assert phone().retained(f"{TIME}.Timezone") == zone_of_this_machine()


def test_it_is_seen_that_the_clock_is_kept_by_the_network(phone, clock):
    client = phone()
    assert client.retained(f"{TIME}.NTP") is True
    assert client.calls(f"{TIME}.CanNTP.get") == [True]


def test_the_time_is_the_time(phone, clock):
    client = phone()
    before = time.time_ns() // 1000
    now, = client.calls(f"{TIME}.TimeUSec.get")
    assert before <= now <= time.time_ns() // 1000


def test_the_time_zone_can_be_asked_where_systemd_does_not_run(phone, bus, started):
    started.enter_context(timedated(bus))
    assert phone().calls(f"{TIME}.Timezone.get") == [zone_of_this_machine()]


def test_the_clock_is_only_looked_at(phone, clock):
    client = phone()
    for method, arguments in [("SetTimezone", [NONSENSE, False]), ("ListTimezones", [])]:
        assert client.fails_to_call(f"{TIME}.{method}", *arguments).uri == "wamp.error.not_authorized", method


def test_the_language_and_the_keyboard_are_what_localed_says(phone, language, witness):
    known = witness.get_all(language.name, "/org/freedesktop/locale1", "org.freedesktop.locale1")
    client = phone()
    del known["VConsoleKeymapToggle"]  # in no grant
    assert client.calls(f"{LOCALE}.get_all") == [known]
    assert client.retained(f"{LOCALE}.Locale") == known["Locale"]


def test_the_language_is_only_looked_at(phone, language):
    error = phone().fails_to_call(f"{LOCALE}.SetLocale", [NONSENSE], False)
    assert error.uri == "wamp.error.not_authorized"


def test_a_battery_is_seen_to_run_down(phone, power):
    client = phone()
    client.subscribes(f"{BATTERY}.Percentage", get_retained=True)
    assert client.next_event().arguments == [80.0]
    power.runs_down_to(30)
    assert client.next_event().arguments == [50.0]


def test_all_batteries_together_are_one_more(phone, power):
    assert phone().retained("org.deskgate.battery.DisplayDevice.Device.Percentage") == 80.0


@pytest.mark.parametrize("program, name, procedure", [
    ("systemd-timedated", "org.freedesktop.timedate1", f"{TIME}.Timezone.get"),
    ("systemd-localed", "org.freedesktop.locale1", f"{LOCALE}.Locale.get")])
def test_a_service_that_does_not_run_is_started_to_be_asked(folder, started, program, name, procedure):
    write_service_file(folder, program, name)
    bus = started.enter_context(RunningBus(folder, folder))
    gateway = started.enter_context(Gateway(folder, bus.address, ["time.view", "locale.view"], system_bus_address=bus.address))
    phone = gateway.client()
    with Witness(bus) as witness:
        phone.calls(procedure)
        assert witness.owner_of(name)
