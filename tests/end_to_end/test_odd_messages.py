# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""What is odd but lawful passes, unharmed and unread."""

import contextlib
import json

import pytest

from support.bus import RunningBus
from support.fixtures import new_folder
from support.gateway import Gateway
from support.wamp import CALL, EVENT, INVOCATION, PUBLISH, REGISTER, RESULT, SUBSCRIBE, YIELD


@pytest.fixture(scope="module")
def gateway():
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(new_folder())
        bus = stack.enter_context(RunningBus(folder))
        yield stack.enter_context(Gateway(folder, bus.address))


ARGUMENTS = {
    "octets": r'["\u0000AQIDBA=="]', "no octets": r'["\u0000"]', "U+0000 and no base64": r'["\u0000*"]',
    "U+0000 inside": r'["a\u0000b"]', "a lone surrogate": r'["\ud800"]', "a key twice": '[{"a":1,"a":2}]',
    "an integer of 64 bits": "[18446744073709551615,-9223372036854775808]", "an integer beyond them": "[" + "9" * 40 + "]",
    "a number beyond every range": "[1e999]", "minus zero": "[-0.0,-0]", "blanks": "[ 1 ,\t2 ,\n3 ]",
    "an escape nobody needs": r'["\u0061\/"]',
}


@pytest.mark.parametrize("what", ARGUMENTS)
def test_arguments_reach_the_callee_octet_for_octet(what, gateway):
    arguments = ARGUMENTS[what]
    with gateway.owner() as callee, gateway.owner() as caller:
        callee.request(REGISTER, {}, "test.echo")
        callee.hears()
        caller.says_text(f'[{CALL},1,{{}},"test.echo",{arguments}]')
        invocation = callee.transport.receive()
        assert json.loads(invocation)[0] == INVOCATION
        assert invocation.endswith(f",{arguments}]")
        callee.says_text(f"[{YIELD},1,{{}},{arguments}]")
        result = caller.transport.receive()
        assert json.loads(result)[:2] == [RESULT, 1]
        assert result.endswith(f",{arguments}]")


UNKNOWN = {"_private": 1, "x_of_tomorrow": {"a": []}, "publisher": 1, "retained": True, "topic": "forged", "trustlevel": 9}


def test_options_that_nobody_knows_are_ignored_and_not_passed_on(gateway):
    with gateway.owner() as subscriber, gateway.owner() as publisher:
        subscriber.request(SUBSCRIBE, UNKNOWN, "test.topic")
        subscriber.hears()
        publisher.request(PUBLISH, UNKNOWN, "test.topic", ["x"])
        event = subscriber.hears()
        assert (event[0], event[3], event[4]) == (EVENT, {}, ["x"])


def test_call_options_that_nobody_knows_are_not_passed_on_either(gateway):
    with gateway.owner() as callee, gateway.owner() as caller:
        callee.request(REGISTER, {"_private": 1}, "test.procedure")
        callee.hears()
        caller.request(CALL, {"_private": 1, "caller": 1, "procedure": "forged"}, "test.procedure")
        invocation = callee.hears()
        assert (invocation[0], invocation[3]) == (INVOCATION, {})
