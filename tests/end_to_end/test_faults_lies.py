# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Introspection data that is not true, or that was made to do harm: it is believed as far as nothing better is known, and
at worst nothing of it is."""

import pytest

from support.resources import forget_what_is_freed, resident_octets
from support.services import Liar
from support.waiting import eventually

POLICY = """
summary = "A service that lies"
[service]
name = "org.example.Liar"
path = "/org/example/Liar"
uri  = "org.deskgate.liar"
[grant.use."org.example.Liar"]
call  = ["*"]
watch = ["*"]
"""

MANY = """
summary = "A service that claims to have many objects"
[service]
name = "org.example.Liar"
path = "/org/example/{first}/{second}"
uri  = "org.deskgate.liars.{first}.{second}"
[grant.use."org.example.Liar"]
watch = ["Level"]
"""

# Several times what the longest of these documents has, and far less than what the others promise.
MEMORY = 96 << 20

URI = "org.deskgate.liar.Liar"


def document(inside, before=""):
    return f'{before}<node><interface name="org.example.Liar">{inside}</interface></node>'


def bomb():
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return document('<method name="Greet">&e9;</method>', f'<!DOCTYPE node [<!ENTITY e0 "boom">{entities}]>')


HARMFUL = {
    "a bomb of entities": bomb(),
    "ten megabytes": document('<method name="Greet"/>' + "<!-- filler -->" * 700_000),
    "a hundred thousand nodes in one another": "<node>" * 100_000 + "</node>" * 100_000,
    "an end too early": '<node><interface name="org.example.Liar"><method name="Gre',
    "another language": '{"Greet": "s"}',
    "nothing": "",
}


@pytest.fixture
def start(monkeypatch, folder, bus, start_gateway, started, everything):
    """The gateway, with a service that says `xml` of itself and a service that tells the truth."""
    def start(xml, policy=POLICY):
        forget_what_is_freed(monkeypatch)
        (folder / "liar.xml").write_text(xml)
        (folder / "policies").mkdir()
        (folder / "policies" / "liar.toml").write_text(policy)
        started.enter_context(Liar(bus, folder / "liar.xml"))
        return start_gateway("*", policies=[folder / "policies"])
    return start


def test_a_method_that_is_not_there_is_no_procedure(start):
    client = start(document('<method name="Missing"/><method name="Greet"/>')).client()
    assert client.fails_to_call(f"{URI}.Missing").uri == "wamp.error.no_such_procedure"
    assert client.calls(f"{URI}.Greet") == ["hello"]


def test_an_answer_has_the_type_that_it_has(start):
    client = start(document('<method name="Greet"><arg type="(ad)" direction="out"/></method>')).client()
    assert client.calls(f"{URI}.Greet") == ["hello"]


def test_a_property_has_the_type_that_it_has(start):
    client = start(document('<property name="Level" type="d" access="read"/>')).client()
    assert client.retained(f"{URI}.Level") == "half"
    description, = client.calls("org.deskgate.bus.describe", "org.deskgate.liar")
    got, = [procedure for procedure in description["procedures"] if procedure["uri"] == f"{URI}.Level.get"]
    assert got["out"] == [{"name": "Level", "type": "s"}]


def test_members_with_impossible_names_and_types_are_left_out(start):
    client = start(document('<method name="Gre et"/><method name="Bad"><arg type="(("/></method>'
                            '<signal name=""/><property name="Level" type="dd" access="read"/>'
                            '<method name="Greet"/>')).client()
    description, = client.calls("org.deskgate.bus.describe", "org.deskgate.liar")
    assert {procedure["uri"] for procedure in description["procedures"]} == {f"{URI}.Greet", f"{URI}.Level.get",
                                                                            f"{URI}.get_all"}
    assert client.retained(f"{URI}.Level") == "half"


@pytest.mark.parametrize("harm", HARMFUL)
def test_of_a_harmful_document_nothing_is_believed(harm, start):
    gateway = start(HARMFUL[harm])
    client = gateway.client()
    assert client.retained(f"{URI}.Level") == "half"
    assert client.calls(f"{URI}.Level.get") == ["half"]
    assert client.fails_to_call(f"{URI}.Greet").uri == "wamp.error.no_such_procedure"
    assert resident_octets(gateway.pid) < MEMORY


def test_of_objects_without_end_so_many_are_mirrored(start):
    """Each object claims to have four hundred children, each of which claims the same."""
    nodes = "".join(f'<node name="n{number}"/>' for number in range(400))
    gateway = start(f'<node>{nodes}<interface name="org.example.Liar"/></node>', MANY)
    client = gateway.client()
    gateway.stderr.wait_for("too_many_objects.* is left out")
    eventually("4096 objects", lambda: gateway.stderr.text.count("added: "), lambda count: count == 4096)
    assert len(client.calls("org.deskgate.bus.list")[0]) == 4096
    assert client.retained("org.deskgate.liars.n0.n399.Liar.Level") == "half"
    assert resident_octets(gateway.pid) < MEMORY
