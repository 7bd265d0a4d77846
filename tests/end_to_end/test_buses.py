# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Several message buses at once: session, system, and one that the configuration names."""

import pytest

from support.bus import RunningBus
from support.services import Everything

POLICY = """
summary = "The test service, on the {bus} bus"
[service]
bus  = "{bus}"
name = "org.example.Everything"
path = "/org/example/Everything"
uri  = "org.example.on_{bus}"
[grant.use."org.example.Everything"]
call = ["Add"]
"""


@pytest.fixture
def policies(folder):
    policies = folder / "policies"
    policies.mkdir()
    for bus in ("session", "system", "lab"):
        (policies / f"{bus}.toml").write_text(POLICY.format(bus=bus))
    return policies


@pytest.fixture
def another_bus(folder, started):
    def start(name):
        place = folder / name
        place.mkdir()
        return started.enter_context(RunningBus(place))
    return start


def test_each_bus_has_its_own_objects(start_gateway, policies, bus, another_bus, started):
    system, lab = another_bus("system"), another_bus("lab")
    for each in (bus, system, lab):
        started.enter_context(Everything(each))
    gateway = start_gateway("*", policies=[policies], system_bus_address=system.address,
                            config={"bus": {"lab": {"address": lab.address}}})
    client = gateway.client()
    entries = client.calls("org.deskgate.bus.list")[0]
    assert {entry["bus"]: entry["uri"] for entry in entries} == {
        "session": "org.example.on_session", "system": "org.example.on_system", "lab": "org.example.on_lab"}
    assert client.calls("org.example.on_lab.Everything.Add", 1, 2) == [3]


def test_one_bus_that_is_lost_leaves_the_others(start_gateway, policies, bus, another_bus, started):
    lab = another_bus("lab")
    for each in (bus, lab):
        started.enter_context(Everything(each))
    client = start_gateway("*", policies=[policies], system_bus_address="unix:path=/nowhere",
                           config={"bus": {"lab": {"address": lab.address}}}).client()
    client.subscribes("org.deskgate.bus.removed")
    lab.kill()
    assert client.next_event().arguments[0]["uri"] == "org.example.on_lab"
    assert client.calls("org.example.on_session.Everything.Add", 1, 2) == [3]


def test_a_bus_that_the_configuration_does_not_have_is_told_with_file_and_line(start_gateway, policies, bus):
    gateway = start_gateway("*", policies=[policies], system_bus_address=bus.address,
                            config={"bus": {"labs": {"address": bus.address}}})
    told = gateway.stderr.wait_for(r"lab\.toml:")[0] and gateway.stderr.text
    assert 'lab.toml:4: "bus" in [service] is "lab", but the configuration has no [bus.lab]; did you mean "labs"?' in told
