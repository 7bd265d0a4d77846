# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""deskgate bus: what is mirrored now."""

import pytest

from support.services import Everything
from support.tools import Tools

OBJECT = "org.deskgate.everything"


@pytest.fixture
def tools(folder, bus):
    return Tools(folder, bus.address)


def test_bus_list_has_a_line_for_each_object(start_gateway, tools, everything):
    start_gateway()
    head, line = tools.says("bus", "list").splitlines()
    assert head.split() == ["URI", "NAME", "PATH", "BUS", "POLICY"]
    assert line.split() == [OBJECT, "org.example.Everything", "/org/example/Everything", "session", "everything"]


def test_bus_list_says_so_when_nothing_is_mirrored(start_gateway, tools):
    start_gateway()
    assert tools.says("bus", "list") == 'Nothing is mirrored now; "deskgate policy list" says what could be.\n'


def test_bus_list_for_a_program(start_gateway, tools, everything):
    start_gateway()
    assert tools.says_json("bus", "list", "--json") == [
        {"uri": OBJECT, "name": "org.example.Everything", "path": "/org/example/Everything", "bus": "session",
         "policy": "everything"}]


@pytest.mark.parametrize("grants, seen", [(["everything.look"], [OBJECT]), (["mpris.view"], []), ([], [])])
def test_bus_list_through_the_eyes_of_a_role(grants, seen, start_gateway, tools, folder, everything):
    start_gateway(*grants)
    config = str(folder / "deskgate.toml")
    objects = tools.says_json("bus", "list", "--role", "anonymous", "--config", config, "--json")
    assert [each["uri"] for each in objects] == seen


def test_a_role_that_is_none_is_told(start_gateway, tools):
    start_gateway()
    told = tools.fails("bus", "list", "--role", "onwer", status=2)
    assert 'there is no role "onwer"; did you mean "owner"?' in told


def test_bus_describe_tells_procedures_and_topics_with_their_types(start_gateway, tools, everything):
    start_gateway()
    told = tools.says("bus", "describe", OBJECT).splitlines()
    assert told[0] == OBJECT
    assert f"  {Everything.uri}.Add(left i, right i) -> i" in told
    assert f"  {Everything.uri}.Level.set(Level d)" in told
    assert f"  {Everything.uri}.Happened(s, i)  signal" in told
    assert f"  {Everything.uri}.Text(Text s)  property" in told
    assert not [line for line in told if "Secret" in line]


def test_bus_describe_for_a_program(start_gateway, tools, everything):
    start_gateway()
    described = tools.says_json("bus", "describe", OBJECT, "--json")
    assert described["uri"] == OBJECT
    assert f"{Everything.uri}.Add" in [each["uri"] for each in described["procedures"]]


def test_bus_describe_shows_what_a_role_may_use(start_gateway, tools, folder, everything):
    start_gateway("everything.look")
    config = str(folder / "deskgate.toml")
    seen = tools.says_json("bus", "describe", OBJECT, "--role", "anonymous", "--config", config, "--json")
    assert f"{Everything.uri}.Silent.get" in [each["uri"] for each in seen["procedures"]]
    assert f"{Everything.uri}.Add" not in [each["uri"] for each in seen["procedures"]]
    assert f"{Everything.uri}.Happened" in [each["uri"] for each in seen["topics"]]


def test_bus_describe_of_nothing_says_how_to_find_something(start_gateway, tools):
    start_gateway()
    told = tools.fails("bus", "describe", "org.deskgate.nothing")
    assert '"org.deskgate.nothing"' in told and "org.deskgate.bus.list" in told
