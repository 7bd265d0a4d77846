# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""What D-Bus offers is opened by grants alone, wherever a policy file puts it among the URIs."""

import pytest

from support.wamp import PUBLISH, REGISTER

UNREGISTERED = 67

URI = "com.example.mapped"
POLICY = f"""\
summary = "The test service, where programs have their URIs"
[service]
name = "org.example.Everything"
path = "/org/example/Everything"
uri  = "{URI}"
[grant.look."org.example.Everything"]
watch  = ["Text"]
signal = ["Happened"]
[grant.use."org.example.Everything"]
call = ["Add", "EmitHappened"]
"""
EVERYTHING = {"uri": "com.example.", "match": "prefix", "allow": ["call", "register", "subscribe", "publish"]}


@pytest.fixture
def policies(folder):
    place = folder / "policies"
    place.mkdir()
    return place


@pytest.fixture
def gateway(start_gateway, policies, everything):
    """Whoever connects has every permission on the URIs, and no grant."""
    (policies / "mapped.toml").write_text(POLICY)
    return start_gateway(policies=[policies], config=permissions(), until=f"^  {URI} ")


def permissions():
    return {"role": {"anonymous": {"permission": [EVERYTHING]}, "owner": {"grants": ["*"]}}}


def is_refused(client, request):
    answer = client.hears()
    return (answer[2], answer[4]) == (request, "wamp.error.not_authorized")


def test_a_permission_does_not_call(gateway):
    error = gateway.client().fails_to_call(f"{URI}.Everything.Add", 2, 3)
    assert (error.uri, error.text) == ("wamp.error.not_authorized", "needs the grant mapped.use")


def test_a_permission_does_not_subscribe(gateway):
    error = gateway.client().fails_to_subscribe(f"{URI}.Everything.Happened")
    assert (error.uri, error.text) == ("wamp.error.not_authorized", "needs the grant mapped.look")


def test_a_permission_on_a_pattern_does_not_hear(gateway):
    client, owner = gateway.client(), gateway.owner()
    client.subscribes("com.example.", match="prefix")
    owner.calls(f"{URI}.Everything.EmitHappened", "secret", 1)
    owner.request(PUBLISH, {}, "com.example.lamp", ["public"])
    assert client.next_event().arguments == ["public"]


@pytest.mark.parametrize("topic", ["Everything.Text", "Everything.Happened", "Whatever"])
def test_nobody_else_publishes_there(topic, gateway):
    client = gateway.client()
    request = client.request(PUBLISH, {"acknowledge": True, "retain": True}, f"{URI}.{topic}", ["forged"])
    assert is_refused(client, request)
    assert gateway.owner().retained(f"{URI}.Everything.Text") != "forged"


@pytest.mark.parametrize("procedure, match", [("Everything.Add", "exact"), ("Other.Thing", "exact"), ("", "prefix")])
def test_nobody_else_registers_there(procedure, match, gateway):
    client = gateway.client()
    request = client.request(REGISTER, {"match": match}, f"{URI}.{procedure}")
    assert is_refused(client, request)


def test_beside_it_permissions_count(gateway):
    client = gateway.client()
    client.answer_to(client.request(REGISTER, {}, f"{URI}_not.Add"))


def test_a_name_that_a_program_has_registered_is_taken_back(start_gateway, policies, everything):
    gateway = start_gateway(policies=[policies], config=permissions(), until="^Mirrored now:")
    impostor = gateway.connect()
    impostor.says([1, "deskgate", {"roles": {"callee": {"features": {"registration_revocation": True}}}}])
    impostor.hears()
    registration = impostor.answer_to(impostor.request(REGISTER, {}, f"{URI}.Everything.Add"))
    (policies / "mapped.toml").write_text(POLICY)
    assert impostor.hears()[:2] == [UNREGISTERED, 0]
    gateway.stderr.wait_for(f"added: {URI} ")
    assert gateway.owner().calls(f"{URI}.Everything.Add", 2, 3) == [5], registration
