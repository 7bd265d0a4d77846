# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""A bus that is there and says nothing: stopped, or not a bus at all. Nobody else waits for it."""

import socket

import pytest

from support.bus import RunningBus, Witness
from support.services import Everything

POLICY = """
summary = "The test service, on the {bus} bus"
[service]
bus  = "{bus}"
name = "org.example.Everything"
path = "/org/example/Everything"
uri  = "org.example.on_{bus}"
[grant.use."org.example.Everything"]
call   = ["Add", "EmitHappened"]
signal = ["Happened"]
watch  = ["Text"]
"""
MONITOR = POLICY + 'observe = ["Add"]\n'


@pytest.fixture
def policies(folder):
    policies = folder / "policies"
    policies.mkdir()
    for bus in ("session", "lab"):
        (policies / f"{bus}.toml").write_text(POLICY.format(bus=bus))
    return policies


@pytest.fixture
def silent_address(folder):
    """Somebody listens, and that is all."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / "silent.sock"))
        listener.listen()
        yield f"unix:path={folder / 'silent.sock'}"


@pytest.fixture
def lab(folder, started):
    place = folder / "lab"
    place.mkdir()
    return started.enter_context(RunningBus(place))


@pytest.fixture
def start(start_gateway, policies, everything):
    """start(address): with another bus there, that may keep silent."""
    return lambda address: start_gateway("*", policies=[policies], config={"bus": {"lab": {"address": address}}})


def test_who_listens_and_says_nothing_holds_nobody_up(start, silent_address):
    gateway = start(silent_address)
    assert gateway.client().calls("org.example.on_session.Everything.Add", 1, 2) == [3]
    gateway.stderr.wait_for("cannot connect to the lab bus: it does not answer; waiting for it")


def test_a_bus_that_is_stopped_at_the_start_is_mirrored_once_it_goes_on(start, lab, started):
    started.enter_context(Everything(lab))
    lab.pause()
    gateway = start(lab.address)
    client = gateway.client()
    client.subscribes("org.deskgate.bus.added")
    assert client.calls("org.example.on_session.Everything.Add", 1, 2) == [3]
    lab.resume()
    assert client.next_event().arguments[0]["uri"] == "org.example.on_lab"
    assert client.calls("org.example.on_lab.Everything.Add", 1, 2) == [3]


def test_while_a_bus_is_stopped_the_others_go_on_and_what_is_asked_of_it_waits(start, lab, started):
    started.enter_context(Everything(lab))
    gateway = start(lab.address)
    client = gateway.client()
    lab.pause()
    topic = client.subscribes("org.example.on_lab.Everything.Happened")
    request = client.starts_calling("org.example.on_lab.Everything.Add", 1, 2)
    assert client.calls("org.example.on_session.Everything.Add", 2, 3) == [5]
    lab.resume()
    assert client.result_of(request) == [3]
    client.calls("org.example.on_lab.Everything.EmitHappened", "again", 7)
    assert client.event_where(lambda event: event.subscription == topic).arguments == ["again", 7]
    with Witness(lab) as witness:
        deskgate, = witness.connections_of(gateway.pid)
        rules = witness.match_rules_of(deskgate)
        assert sum("member='Happened'" in rule for rule in rules) == 1
        client.unsubscribes(topic)
        client.calls("org.example.on_lab.Everything.Add", 1, 2)
        assert not any("member='Happened'" in rule for rule in witness.match_rules_of(deskgate))


def test_who_observes_a_bus_that_is_stopped_holds_nobody_up_for_long(start, policies, lab, started):
    (policies / "lab.toml").write_text(MONITOR.format(bus="lab"))
    started.enter_context(Everything(lab))
    gateway = start(lab.address)
    client = gateway.client()
    lab.pause()
    client.subscribes("org.example.on_lab.Everything.Add")
    assert client.calls("org.example.on_session.Everything.Add", 2, 3) == [5]
    gateway.stderr.wait_for("monitor: the bus does not tell what programs call")
