# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Calls that wait for their turn because the service leaves 32 others unanswered."""

import pytest

from support.waiting import eventually
from support.wamp import CALL, ERROR, RESULT

CANCEL = 49
URI = "org.deskgate.waiting.Everything"
POLICY = """\
summary = "The test service"
[service]
name = "org.example.Everything"
path = "/org/example/Everything"
uri  = "org.deskgate.waiting"
[grant.use."org.example.Everything"]
call.Hang = {}
call.Add  = { "0" = { max = 1000 } }
"""
RELOADED = r"^info\s+reload: "


@pytest.fixture
def policies(folder):
    place = folder / "policies"
    place.mkdir()
    (place / "waiting.toml").write_text(POLICY)
    return place


@pytest.fixture
def gateway(start_gateway, policies, everything):
    return start_gateway("waiting.use", policies=[policies], until="^  org.deskgate.waiting ")


@pytest.fixture
def client(gateway, everything):
    """Has 32 calls at the service, which is as many as one gets: somebody else's may overtake those on the way."""
    client, before = gateway.client(), arrived(everything)
    for _ in range(32):
        client.starts_calling(f"{URI}.Hang")
    eventually("32 calls at the service", lambda: arrived(everything) - before, lambda count: count == 32)
    return client


def answers_of(client, count):
    answers = [client.hears() for _ in range(count)]
    return {answer[1] if answer[0] == RESULT else answer[2]: answer for answer in answers}


def let_go(witness, everything):
    witness.call(everything.name, everything.path, everything.interface, "AnswerTheHung")


def arrived(everything):
    """The calls that have reached the service."""
    return everything.call_count


def test_a_call_that_is_cancelled_while_it_waits_is_not_sent(client, everything, witness):
    waiting = client.starts_calling(f"{URI}.Add", 2, 3)
    client.says([CANCEL, waiting, {"mode": "killnowait"}])
    assert client.hears()[:3] == [ERROR, CALL, waiting]
    before = arrived(everything)
    let_go(witness, everything)
    answers_of(client, 32)
    assert client.calls(f"{URI}.Add", 1, 1) == [2]
    assert arrived(everything) == before + 2, "the one that lets go, and the one that is not cancelled"


def test_a_call_whose_caller_has_left_is_not_sent(gateway, client, everything, witness):
    other = gateway.client()
    other.starts_calling(f"{URI}.Add", 2, 3)
    other.leaves()
    before = arrived(everything)
    let_go(witness, everything)
    answers_of(client, 32)
    assert client.calls(f"{URI}.Add", 1, 1) == [2]
    assert arrived(everything) == before + 2


def test_a_call_that_is_not_allowed_any_longer_is_not_sent(gateway, client, policies, everything, witness):
    waiting = client.starts_calling(f"{URI}.Add", 2, 3)
    (policies / "waiting.toml").write_text(POLICY.replace('call.Add  = { "0" = { max = 1000 } }\n', ""))
    assert client.hears()[2] == waiting
    gateway.stderr.wait_for(RELOADED)
    before = arrived(everything)
    let_go(witness, everything)
    answers_of(client, 32)
    assert arrived(everything) == before + 1


def test_a_call_that_waits_is_held_to_the_rules_of_its_turn(gateway, client, policies, everything, witness):
    small, large = (client.starts_calling(f"{URI}.Add", number, 1) for number in (5, 500))
    (policies / "waiting.toml").write_text(POLICY.replace("1000", "10"))
    gateway.stderr.wait_for(RELOADED)
    let_go(witness, everything)
    answers = answers_of(client, 34)
    assert answers[small] == [RESULT, small, {}, [6]]
    assert answers[large][4] == "wamp.error.not_authorized"
    assert "at most 10" in answers[large][5][0]
