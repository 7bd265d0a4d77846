# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Introspection data that is not true, or that was made to do harm: it is believed as far as nothing better is known, and
at worst nothing of it is."""

import typing

import pytest

from support.gateway import Gateway
from support.resources import Memory, forget_what_is_freed
from support.services import Liar
from support.waiting import eventually
from support.wamp import Peer

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
MEMORY = 150 << 20

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


class Started(typing.NamedTuple):
    gateway: Gateway
    client: Peer
    memory: Memory


@pytest.fixture
def start(monkeypatch, folder, bus, start_gateway, started):
    """start(xml): the gateway, and then a service that says `xml` of itself."""
    def start(xml, policy=POLICY):
        forget_what_is_freed(monkeypatch)
        (folder / "liar.xml").write_text(xml)
        (folder / "liar.toml").write_text(policy)
        gateway = start_gateway("*", policies=[folder])
        memory = Memory(gateway.pid)
        client = gateway.client()
        client.subscribes("org.deskgate.bus.added")
        started.enter_context(Liar(bus, folder / "liar.xml"))
        client.next_event()
        return Started(gateway, client, memory)
    return start


def test_a_method_that_is_not_there_is_no_procedure(start):
    client = start(document('<method name="Missing"/><method name="Greet"/>')).client
    assert client.fails_to_call(f"{URI}.Missing").uri == "wamp.error.no_such_procedure"
    assert client.calls(f"{URI}.Greet") == ["hello"]


def test_an_answer_has_the_type_that_it_has(start):
    client = start(document('<method name="Greet"><arg type="(ad)" direction="out"/></method>')).client
    assert client.calls(f"{URI}.Greet") == ["hello"]


def test_a_property_has_the_type_that_it_has(start):
    client = start(document('<property name="Level" type="d" access="read"/>')).client
    assert client.retained(f"{URI}.Level") == "half"
    description, = client.calls("org.deskgate.bus.describe", "org.deskgate.liar")
    got, = [procedure for procedure in description["procedures"] if procedure["uri"] == f"{URI}.Level.get"]
    assert got["out"] == [{"name": "Level", "type": "s"}]


def test_members_with_impossible_names_and_types_are_left_out(start):
    client = start(document('<method name="Gre et"/><method name="Bad"><arg type="(("/></method>'
                            '<signal name=""/><property name="Level" type="dd" access="read"/>'
                            '<method name="Greet"/>')).client
    description, = client.calls("org.deskgate.bus.describe", "org.deskgate.liar")
    assert {procedure["uri"] for procedure in description["procedures"]} == {f"{URI}.Greet", f"{URI}.Level.get",
                                                                            f"{URI}.get_all"}
    assert client.retained(f"{URI}.Level") == "half"


@pytest.mark.parametrize("harm", HARMFUL)
def test_of_a_harmful_document_nothing_is_believed(harm, start):
    _, client, memory = start(HARMFUL[harm])
    assert client.retained(f"{URI}.Level") == "half"
    assert client.calls(f"{URI}.Level.get") == ["half"]
    assert client.fails_to_call(f"{URI}.Greet").uri == "wamp.error.no_such_procedure"
    assert memory.grown < MEMORY


def test_of_objects_without_end_so_many_are_mirrored(start):
    """Each object claims to have a hundred children, each of which claims the same."""
    nodes = "".join(f'<node name="n{number}"/>' for number in range(100))
    gateway, client, memory = start(f'<node>{nodes}<interface name="org.example.Liar"/></node>', MANY)
    gateway.stderr.wait_for("too_many_objects.* is left out")
    eventually("4096 objects", lambda: gateway.stderr.text.count("added: "), lambda count: count == 4096)
    assert len(gateway.client().calls("org.deskgate.bus.list")[0]) == 4096
    assert gateway.client().retained("org.deskgate.liars.n0.n99.Liar.Level") == "half"
    assert memory.grown < MEMORY
