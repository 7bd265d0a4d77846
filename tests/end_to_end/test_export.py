# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""The other direction: WAMP procedures and topics as an object on the bus, for programs that know nothing of WAMP."""

import os
import re
import subprocess

import pytest
from gi.repository import GLib

from support.bus import PROPERTIES, RunningBus, Witness
from support.bus_programs import BusCaller, BusListener
from support.gateway import REPOSITORY, run_deskgate, to_toml
from support.program import Program, require
from support.waiting import eventually
from support.wamp import ERROR, INVOCATION, PUBLISH, REGISTER, YIELD

NAME, PATH, INTERFACE = "org.example.Garden", "/org/example/Garden", "org.example.Garden1"

GARDEN = """
summary = "The garden's sensor, for programs on the desktop"

[export]
name = "org.example.Garden"
path = "/org/example/Garden"

[export.interface."org.example.Garden1"]
method.Water         = { call = "com.example.garden.water", in = "u", out = "b", names = ["seconds", "done"] }
method.Plan          = { call = "com.example.garden.plan", in = "a{sv}as", out = "a(sd)" }
method.Rest          = { call = "com.example.garden.rest", timeout = "200ms" }
signal.Rained        = { topic = "com.example.garden.rained", args = "d", names = ["millimetres"] }
property.Temperature = { topic = "com.example.garden.temperature", type = "d", set = "com.example.garden.temperature.set" }
property.Soil        = { topic = "com.example.garden.soil", type = "u" }
"""


class Sensor:
    """A WAMP client that provides the garden."""

    def __init__(self, peer):
        self.peer = peer

    def provides(self, *procedures):
        for procedure in procedures:
            self.peer.answer_to(self.peer.request(REGISTER, {}, f"com.example.garden.{procedure}"))
        return self

    def hears_a_call(self):
        """The request of the next INVOCATION, and its arguments."""
        message = self.peer.hears()
        assert message[0] == INVOCATION, message
        return message[1], message[4] if len(message) > 4 else []

    def answers(self, request, *results):
        self.peer.says([YIELD, request, {}, list(results)])

    def fails(self, request, uri, *arguments):
        self.peer.says([ERROR, INVOCATION, request, {}, uri, list(arguments)])

    def tells(self, topic, *arguments, retain=True):
        self.peer.answer_to(self.peer.request(PUBLISH, {"acknowledge": True, "retain": retain},
                                              f"com.example.garden.{topic}", list(arguments)))


class SensorProgram(Program):
    def __init__(self, url):
        super().__init__(["/usr/bin/python3", "-B", str(REPOSITORY / "examples/python/sensor.py")],
                         env={"PATH": os.environ["PATH"], "DESKGATE_URL": url})

    def wait_until_ready(self):
        self.stdout.wait_for("^ready")


def example_of_the_documents():
    text = (REPOSITORY / "docs/policies.md").read_text()
    blocks = re.findall(r"^```toml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return next(block for block in blocks if "[export]" in block)


def introspected(witness, name):
    return witness.call(name, PATH, "org.freedesktop.DBus.Introspectable", "Introspect")[0]


@pytest.fixture
def bus(folder, started):
    """As many unanswered calls as a stock session bus allows; what is built in, 128, is less than Deskgate's own bound."""
    return started.enter_context(RunningBus(folder, rules='<limit name="max_replies_per_connection">50000</limit>'))


@pytest.fixture
def policies(folder):
    policies = folder / "policies"
    policies.mkdir()
    (policies / "garden.toml").write_text(GARDEN)
    return policies


@pytest.fixture
def gateway(start_gateway, policies, witness):
    gateway = start_gateway(policies=[policies])
    witness.wait_for_name(NAME)
    return gateway


@pytest.fixture
def sensor(gateway):
    return Sensor(gateway.owner())


@pytest.fixture
def listener(gateway, bus, witness, started):
    return started.enter_context(BusListener(bus, witness, NAME, PATH))


@pytest.fixture
def desktop(bus, started):
    """desktop("Water", "uint32 5"): a program that calls a method, and waits."""
    def desktop(method, *arguments, interface=INTERFACE, **options):
        return started.enter_context(BusCaller(bus, NAME, PATH, f"{interface}.{method}", *arguments, **options))
    return desktop


def test_a_method_is_a_procedure(sensor, desktop):
    sensor.provides("water")
    program = desktop("Water", "uint32 5")
    request, arguments = sensor.hears_a_call()
    assert arguments == [5]
    sensor.answers(request, True)
    assert program.answer == "(true,)"


def test_containers_go_both_ways(sensor, desktop):
    sensor.provides("plan")
    program = desktop("Plan", "{'bed': <uint32 3>, 'name': <'roses'>}", "['mon', 'tue']")
    request, arguments = sensor.hears_a_call()
    assert arguments == [{"bed": 3, "name": "roses"}, ["mon", "tue"]]
    sensor.answers(request, [["mon", 1.5], ["tue", 2]])
    assert program.answer == "([('mon', 1.5), ('tue', 2.0)],)"


def test_a_result_that_does_not_fit_is_an_error_that_says_where(sensor, desktop):
    sensor.provides("plan")
    program = desktop("Plan", "@a{sv} {}", "@as []")
    sensor.answers(sensor.hears_a_call()[0], [["mon", "much"]])
    assert "org.deskgate.Error.InvalidResult" in program.error
    assert "com.example.garden.plan" in program.error
    assert 'expected d' in program.error


def test_an_error_of_the_procedure_reaches_the_program(sensor, desktop):
    sensor.provides("water")
    program = desktop("Water", "uint32 5")
    sensor.fails(sensor.hears_a_call()[0], "wamp.error.not_authorized", "the garden is locked")
    assert "org.freedesktop.DBus.Error.AccessDenied: the garden is locked" in program.error


def test_an_error_that_is_a_bus_error_keeps_its_name(sensor, desktop):
    sensor.provides("water")
    program = desktop("Water", "uint32 5")
    sensor.fails(sensor.hears_a_call()[0], "org.example.Error.Dry", "no water")
    assert "org.example.Error.Dry: no water" in program.error


def test_a_method_that_nobody_provides_says_so(gateway, desktop):
    assert "org.freedesktop.DBus.Error.ServiceUnknown" in desktop("Water", "uint32 5").error


def test_arguments_of_other_types_are_refused(sensor, desktop, witness):
    sensor.provides("water")
    with pytest.raises(GLib.Error, match="InvalidArgs.*Water takes \"u\", got \"s\""):
        witness.call(NAME, PATH, INTERFACE, "Water", "(s)", "five")


def test_what_is_not_there_is_refused_with_a_suggestion(gateway, desktop):
    assert 'UnknownMethod: org.example.Garden1 has no method "Wate"; did you mean "Water"?' in desktop("Wate").error
    assert "UnknownInterface" in desktop("Water", interface="org.example.Garden2").error


def test_a_procedure_that_takes_too_long_is_cancelled(sensor, desktop):
    sensor.provides("rest")
    program = desktop("Rest")
    sensor.hears_a_call()
    assert "org.freedesktop.DBus.Error.Timeout" in program.error or "NoReply" in program.error


def test_a_program_that_leaves_cancels_its_call(gateway, bus, started):
    sensor = Sensor(gateway.owner()).provides("water")
    program = started.enter_context(BusCaller(bus, NAME, PATH, f"{INTERFACE}.Water", "uint32 5"))
    request, _ = sensor.hears_a_call()
    program.kill()
    sensor.answers(request, True)  # nobody waits for it any more
    again = started.enter_context(BusCaller(bus, NAME, PATH, f"{INTERFACE}.Water", "uint32 6"))
    request, arguments = sensor.hears_a_call()
    assert arguments == [6]
    sensor.answers(request, False)
    assert again.answer == "(false,)"


def test_a_thousand_calls_are_under_way_at_once(sensor, bus, started):
    sensor.provides("water")
    answers = []
    callers = [started.enter_context(Witness(bus)) for _ in range(4)]
    for seconds in range(250):
        for caller in callers:
            caller.starts_calling(answers, NAME, PATH, INTERFACE, "Water", "(u)", seconds)
    for caller in callers:
        caller.flush()
    calls = [sensor.hears_a_call() for _ in range(1000)]
    for request, (seconds,) in reversed(calls):
        sensor.answers(request, seconds % 2 == 1)
    Witness.comes_to_have(answers, 1000)
    assert sorted(answers) == [(False,)] * 500 + [(True,)] * 500


def test_one_program_has_only_so_many_calls_under_way(sensor, witness):
    sensor.provides("water")
    answers = []
    for _ in range(257):
        witness.starts_calling(answers, NAME, PATH, INTERFACE, "Water", "(u)", 1)
    Witness.comes_to_have(answers, 1)
    assert "LimitsExceeded" in str(answers[0])
    assert len([sensor.hears_a_call() for _ in range(256)]) == 256


def test_an_event_is_a_signal(sensor, listener):
    sensor.tells("rained", 2.5, retain=False)
    assert listener.next("Rained") == "(2.5,)"


def test_what_was_told_before_is_a_value_but_no_signal(sensor, policies, bus, started, witness):
    deskgate = witness.owner_of(NAME)
    listener = started.enter_context(BusListener(bus, witness, deskgate, PATH))
    sensor.tells("soil", 7)
    with_signal = GARDEN + 'signal.Moistened = { topic = "com.example.garden.soil", args = "u" }\n'
    (policies / "garden.toml").write_text(with_signal)
    eventually("the signal in the introspection data", lambda: "Moistened" in introspected(witness, deskgate))
    sensor.tells("soil", 8)
    assert listener.next("Moistened") == "(uint32 8,)"


def test_an_event_that_does_not_fit_is_dropped_and_told(sensor, listener, gateway):
    sensor.tells("rained", "cats and dogs", retain=False)
    sensor.tells("rained", 1.0, retain=False)
    assert listener.next("Rained") == "(1.0,)"
    gateway.stderr.wait_for("warning export: .*com.example.garden.rained.*expected d")


def test_a_change_of_a_property_is_announced(sensor, listener):
    sensor.tells("temperature", 21.5)
    assert listener.next("PropertiesChanged") == "('org.example.Garden1', {'Temperature': <21.5>}, @as [])"


def test_a_property_has_the_value_of_its_topic(sensor, witness):
    sensor.tells("temperature", 21.5)
    witness.wait_for_property(NAME, PATH, INTERFACE, "Temperature", lambda value: value == 21.5)
    sensor.tells("temperature", 22)
    witness.wait_for_property(NAME, PATH, INTERFACE, "Temperature", lambda value: value == 22.0)
    assert witness.get_all(NAME, PATH, INTERFACE) == {"Temperature": 22.0}


def test_a_property_knows_what_was_told_before_it_was_there(start_gateway, folder, witness):
    policies = folder / "policies"
    policies.mkdir()
    gateway = start_gateway(policies=[policies])
    Sensor(gateway.owner()).tells("soil", 7)
    (policies / "garden.toml").write_text(GARDEN)
    witness.wait_for_property(NAME, PATH, INTERFACE, "Soil", lambda value: value == 7)


def test_a_property_without_a_value_yet_says_so(gateway, witness):
    with pytest.raises(GLib.Error, match="org.deskgate.Error.NoValue"):
        witness.get(NAME, PATH, INTERFACE, "Soil")
    assert witness.get_all(NAME, PATH, INTERFACE) == {}


def test_setting_a_property_calls_its_procedure(sensor, desktop):
    sensor.provides("temperature.set")
    program = desktop("Set", INTERFACE, "Temperature", "<19.5>", interface="org.freedesktop.DBus.Properties")
    request, arguments = sensor.hears_a_call()
    assert arguments == [19.5]
    sensor.answers(request)
    assert program.answer == "()"


def test_a_property_that_cannot_be_set_is_read_only(gateway, desktop):
    program = desktop("Set", INTERFACE, "Soil", "<uint32 3>", interface="org.freedesktop.DBus.Properties")
    assert "org.freedesktop.DBus.Error.PropertyReadOnly" in program.error


def test_introspection_has_all_of_it(gateway, desktop):
    xml = desktop("Introspect", interface="org.freedesktop.DBus.Introspectable").answer
    for part in ('<method name="Water">', '<arg type="u" name="seconds" direction="in"/>', '<signal name="Rained">',
                 '<property name="Temperature" type="d" access="readwrite">', '<property name="Soil" type="u" access="read">'):
        assert part in xml, part


def test_whoever_walks_the_tree_finds_it(gateway, policies, bus, witness):
    (policies / "bed.toml").write_text(GARDEN.replace('"org.example.Garden"', '"org.example.Bed"').replace(
        '"/org/example/Garden"', '"/org/example/Garden/beds/roses"'))
    witness.wait_for_name("org.example.Bed")
    walked = subprocess.run([require("busctl", "systemd"), f"--address={bus.address}", "tree", "--list", "org.example.Bed"],
                            capture_output=True, text=True, check=True)
    assert walked.stdout.split() == ["/", "/org", "/org/example", "/org/example/Garden", "/org/example/Garden/beds",
                                     "/org/example/Garden/beds/roses"]


def test_the_greeting_and_the_status_tell_of_it(start_gateway, policies, folder):
    gateway = start_gateway(policies=[policies], until="^Exported to the bus:")
    gateway.stdout.wait_for("^  /org/example/Garden of org.example.Garden on the session bus$")
    assert "nothing is exposed" not in gateway.stdout.text
    status = run_deskgate(folder, "status", "--config", str(folder / "deskgate.toml"))
    assert "  exports     1 object to the bus" in status.stdout.splitlines()


def test_the_example_is_a_sensor(start_gateway, folder, bus, started, witness):
    (folder / "policies").mkdir()
    (folder / "policies/garden.toml").write_text(example_of_the_documents())
    permission = {"uri": "com.example.garden.", "match": "prefix", "allow": ["register", "publish"]}
    gateway = start_gateway(policies=[folder / "policies"],
                            config={"role": {"anonymous": {"permission": [permission]}}})
    started.enter_context(SensorProgram(gateway.url))
    witness.wait_for_property(NAME, PATH, INTERFACE, "Temperature", lambda value: 20 < value < 22)
    assert witness.call(NAME, PATH, INTERFACE, "Water", "(u)", 5) == (True,)
    witness.call(NAME, PATH, PROPERTIES, "Set", "(ssv)", INTERFACE, "Temperature", GLib.Variant("d", 5.5))
    witness.wait_for_property(NAME, PATH, INTERFACE, "Temperature", lambda value: value == 5.5)


def test_a_name_that_another_program_has_is_taken_when_it_becomes_free(start_gateway, policies, bus, witness):
    witness.takes_name(NAME)
    gateway = start_gateway(policies=[policies])
    gateway.stderr.wait_for(f"name_missing.*{NAME}")
    owner = witness.owner_of(NAME)
    witness.gives_up_name(NAME)
    witness.wait_for_name(NAME)
    assert witness.owner_of(NAME) != owner


def test_the_tools_know_what_is_exported(policies, folder):
    checked = run_deskgate(folder, "policy", "check", str(policies / "garden.toml"))
    assert (checked.returncode, "fine; exports /org/example/Garden of org.example.Garden" in checked.stdout) == (0, True)
    config = folder / "tools.toml"
    config.write_text(to_toml({"policy": {"folders": [str(policies)]}}))
    listed = run_deskgate(folder, "policy", "list", "--config", str(config)).stdout
    assert "exports /org/example/Garden of org.example.Garden on the session bus" in listed
    explained = run_deskgate(folder, "policy", "explain", "com.example.garden.water", "--config", str(config)).stdout
    assert "garden.toml:9: [export] exported as the method Water of org.example.Garden1" in explained


def test_two_files_cannot_export_one_path(start_gateway, policies):
    (policies / "other.toml").write_text(GARDEN.replace('"org.example.Garden"', '"org.example.Other"'))
    gateway = start_gateway(policies=[policies])
    gateway.stderr.wait_for('other.toml:6: "path" in .export.: /org/example/Garden is exported by .*garden.toml already')


def test_the_object_goes_with_its_file(gateway, policies, witness):
    (policies / "garden.toml").unlink()
    witness.wait_for_loss(NAME)


def test_what_is_exported_is_not_mirrored_back(start_gateway, policies, witness):
    (policies / "mirror.toml").write_text("""
summary = "The same, mirrored"
[service]
name = "org.example.Garden"
path = "/org/example/Garden"
uri  = "org.example.mirror"
[grant.all."org.example.Garden1"]
call = ["*"]
""")
    gateway = start_gateway("*", policies=[policies])
    witness.wait_for_name(NAME)
    assert gateway.owner().calls("org.deskgate.bus.list") == [[]]


def test_the_object_is_there_again_when_the_bus_returns(gateway, bus, started, sensor):
    sensor.provides("water")
    bus.kill()
    bus.start()
    with Witness(bus) as witness:
        witness.wait_for_name(NAME)
    program = started.enter_context(BusCaller(bus, NAME, PATH, f"{INTERFACE}.Water", "uint32 5"))
    request, _ = sensor.hears_a_call()
    sensor.answers(request, True)
    assert program.answer == "(true,)"
