# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Whatever a peer sends, it gets the specified ABORT and is gone; everybody else goes on."""

import contextlib
import json
import random

import pytest
import websockets

from support.bus import RunningBus
from support.fixtures import new_folder
from support.gateway import Gateway
from support.wamp import ABORT, ERROR, GOODBYE, ROLES, WELCOME

PROTOCOL_VIOLATION = "wamp.error.protocol_violation"


@pytest.fixture(scope="module")
def gateway():
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(new_folder())
        bus = stack.enter_context(RunningBus(folder))
        yield stack.enter_context(Gateway(folder, bus.address, ["mpris.control"]))


def assert_is_aborted(peer, reason=PROTOCOL_VIOLATION):
    answer = peer.hears()
    assert answer and answer[0] == ABORT, f"heard {answer}"
    assert isinstance(answer[1], dict)
    assert answer[2] == reason
    assert peer.hears() is None, "the connection is still open"


BEFORE_HELLO = [
    "", " ", "not JSON", "[", "[1", "null", "1", '"text"', "{}", "[]", "[[]]", "[null]", '["1"]', "[1.0]", "[-1]",
    "[0]", "[7]", "[255]", "[99999999999999999999]", "[1]", '[1, "deskgate"]',
    '[1, "deskgate", []]', '[1, "deskgate", null]', '[1, "deskgate", {"roles": []}]',
    '[1, "deskgate", {"roles": {}}, 5]', '[1, "deskgate", {"roles": {"caller": 5}}]',
    '[2, 1, {"roles": {}}]', '[4, "ticket", {}]', '[5, "signature", {}]', '[6, {}, "wamp.close.close_realm"]',
    '[8, 48, 1, {}, "a.b"]', '[16, 1, {}, "a.b"]', '[32, 1, {}, "a.b"]', '[34, 1, 1]', '[48, 1, {}, "a.b"]',
    '[64, 1, {}, "a.b"]', '[66, 1, 1]', '[70, 1, {}]', '[36, 1, 1, {}]', '[50, 1, {}]', '[68, 1, 1, {}]',
]


@pytest.mark.parametrize("text", BEFORE_HELLO)
def test_before_hello(text, gateway):
    with gateway.connect() as peer:
        peer.says_text(text)
        assert_is_aborted(peer)


AFTER_WELCOME = [
    "", "not JSON", "{}", "[]", "[999]", '["48", 1, {}, "a.b"]',
    '[1, "deskgate", {"roles": {"caller": {}}}]', '[2, 1, {}]', '[4, "ticket", {}]', '[5, "s", {}]',
    '[6]', '[6, {}]', '[6, [], "a.b"]',
    '[8, 48, 1, {}, "a.b"]', '[8, 68, 1, {}, "a.b"]', '[8, 68, 1, {}]', '[8, 5, 1, {}, "a.b"]',
    '[17, 1, 1]', '[33, 1, 1]', '[35, 1]', '[36, 1, 1, {}]', '[50, 1, {}]', '[65, 1, 1]', '[67, 1]',
    '[68, 1, 1, {}]', '[70, 1, {}]', '[70, "1", {}]',
    '[48, 0, {}, "a.b"]', '[48, 2, {}, "a.b"]', '[48, -1, {}, "a.b"]', '[48, 1.5, {}, "a.b"]',
    '[48, "1", {}, "a.b"]', '[48, 9007199254740993, {}, "a.b"]', '[48, null, {}, "a.b"]',
    '[48]', '[48, 1]', '[48, 1, {}]', '[48, 1, [], "a.b"]', '[48, 1, {}, "a.b", {}]',
    '[48, 1, {}, "a.b", [], []]', '[48, 1, {}, "a.b", [], {}, 1]', '[48, 1, {}, "a.b", "args"]',
    '[32, 1, {}]', '[32, 2, {}, "a.b"]', '[34, 1]', '[34, 1, "x"]', '[16, 1, {}]',
    '[16, 1, {}, "a.b", 5]', '[64, 1, {}]', '[64, 1, {}, "a.b", 1, 2]', '[66, 1]',
    '[48, 1, {}, "a.b", [1, ]]', '[48, 1, {}, "a.b"] [48, 2, {}, "a.b"]', '[48, 1, {}, "a.b", [NaN]]',
]


@pytest.mark.parametrize("text", AFTER_WELCOME)
def test_after_welcome(text, gateway):
    with gateway.client() as peer:
        peer.says_text(text)
        assert_is_aborted(peer)


@pytest.mark.parametrize("text", ['[48, 1, {}, 5]', '[32, 1, {}, null]', '[64, 1, {}, []]', '[6, {}, 5]',
                                  '[48, 1, {}, "\\ud800"]'])
def test_a_uri_that_is_no_text(text, gateway):
    with gateway.client() as peer:
        peer.says_text(text)
        assert_is_aborted(peer)


@pytest.mark.parametrize("hello, reason", [
    ([1, 5, {}], "wamp.error.protocol_violation"),
    ([1, None, {}], "wamp.error.protocol_violation"),
    ([1, "nowhere", ROLES], "wamp.error.no_such_realm"),
    ([1, "desk gate", ROLES], "wamp.error.invalid_uri"),
    ([1, "", ROLES], "wamp.error.invalid_uri"),
])
def test_a_realm_that_is_not_there_is_refused(hello, reason, gateway):
    with gateway.connect() as peer:
        peer.says(hello)
        assert_is_aborted(peer, reason)


@pytest.mark.parametrize("request_, reason", [
    ([48, 1, {}, "a b"], "wamp.error.invalid_uri"),
    ([48, 1, {}, "a..b"], "wamp.error.invalid_uri"),
    ([48, 1, {}, ""], "wamp.error.invalid_uri"),
    ([32, 1, {}, "a#b"], "wamp.error.invalid_uri"),
    ([64, 1, {}, ".a"], "wamp.error.invalid_uri"),
    ([34, 1, 12345], "wamp.error.no_such_subscription"),
    ([66, 1, 12345], "wamp.error.no_such_registration"),
])
def test_a_request_that_is_wrong_but_well_formed_is_an_error_of_that_request(request_, reason, gateway):
    with gateway.client() as peer:
        peer.says(request_)
        code, kind, number, details, uri = peer.hears()[:5]
        assert (code, kind, number, uri) == (ERROR, request_[0], 1, reason)


def test_a_binary_frame_is_no_json(gateway):
    with gateway.client() as peer:
        peer.transport.send(json.dumps([48, 1, {}, "a.b"]).encode())
        heard = peer.hears()
        assert heard is None or heard[2] == PROTOCOL_VIOLATION


def test_a_message_that_is_too_long_ends_the_connection(gateway):
    with gateway.client() as peer, contextlib.suppress(websockets.ConnectionClosed):
        peer.says([48, 1, {}, "a.b", ["x" * (2 << 20)]])
        heard = peer.hears()
        assert heard is None or heard[0] == ABORT


@pytest.mark.parametrize("opening, closing", [("[", "]"), ('{"a":', "}")])
def test_arguments_that_are_nested_too_deeply_harm_nobody(opening, closing, gateway):
    with gateway.client() as peer:
        deep = opening * 100_000 + "1" + closing * 100_000
        peer.says_text(f'[48, 1, {{}}, "org.deskgate.bus.list", [{deep}]]')
        heard = peer.hears()
        assert heard[0] == ABORT or heard[:3] == [ERROR, 48, 1]
    assert_others_go_on(gateway)


def test_nothing_is_answered_after_goodbye(gateway):
    with gateway.client() as peer:
        peer.says([GOODBYE, {}, "wamp.close.close_realm"])
        assert peer.hears()[0::2] == [GOODBYE, "wamp.close.goodbye_and_out"]


def test_after_goodbye_the_same_connection_may_say_hello_again(gateway):
    with gateway.client() as peer:
        peer.leaves()
        peer.says([1, "deskgate", ROLES])
        assert peer.hears()[0] == WELCOME


def test_a_client_that_offers_no_known_subprotocol_is_refused(gateway):
    with pytest.raises(websockets.InvalidHandshake):
        gateway.connect(subprotocol="wamp.9.nonsense")


def test_much_garbage_harms_nobody(gateway):
    """Mutations of real messages, the same ones each time."""
    seeded = random.Random(5020)
    for _ in range(200):
        send_garbage(gateway, seeded)
    assert_others_go_on(gateway)


def send_garbage(gateway, seeded):
    with gateway.connect() as peer, contextlib.suppress(websockets.ConnectionClosed):
        if seeded.random() < 0.7:
            peer.joins()
        for message in seeded.sample(BEFORE_HELLO + AFTER_WELCOME, 3):
            peer.says_text(mutated(message, seeded))


def mutated(text, seeded):
    characters = list(text or "[")
    for _ in range(seeded.randint(0, 3)):
        characters[seeded.randrange(len(characters))] = chr(seeded.choice([0, 0x22, 0x2C, 0x5B, 0x7B, 0x39, 0xFFFD]))
    return "".join(characters)


def assert_others_go_on(gateway):
    with gateway.client() as peer:
        assert peer.calls("org.deskgate.bus.list") == [[]]
