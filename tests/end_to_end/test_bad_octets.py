# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Octets that are cut off, lie about their length or are too deep: the specified answer, little memory, and everybody
else goes on."""

import contextlib
import json

import pytest

from support.bus import RunningBus
from support.fixtures import new_folder
from support.gateway import Gateway
from support.octets import RawSocketOctets, WebSocketOctets
from support.resources import resident_octets
from support.wamp import ABORT, ERROR, ROLES, WELCOME

HELLO = json.dumps([1, "deskgate", ROLES]).encode()
PROTOCOL_VIOLATION = "wamp.error.protocol_violation"
# Far less than what is declared below; far more than a sanitizer keeps back of what was freed.
MEMORY = 300 << 20


@pytest.fixture(scope="module")
def gateway():
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(new_folder())
        bus = stack.enter_context(RunningBus(folder))
        yield stack.enter_context(Gateway(folder, bus.address, ["mpris.control"]))


@pytest.fixture(autouse=True)
def others_go_on(gateway):
    """Somebody who was there before is there after, and the daemon has not grown."""
    before = resident_octets(gateway.pid)
    with gateway.client() as other:
        yield
        assert other.calls("org.deskgate.bus.list") == [[]]
    assert resident_octets(gateway.pid) - before < MEMORY


def joined(gateway):
    peer = RawSocketOctets(gateway.unix_path)
    peer.says(HELLO)
    assert json.loads(peer.hears())[0] == WELCOME
    return peer


def assert_is_aborted(peer, reason=PROTOCOL_VIOLATION):
    heard = peer.hears()
    assert heard and json.loads(heard)[0::2] == [ABORT, reason], heard
    assert peer.hears() is None, "the connection is still open"


MESSAGES = {
    "HELLO": '[1,"deskgate",{"roles":{"caller":{}}}]', "WELCOME": '[2,9129137332,{"roles":{"broker":{}}}]',
    "ABORT": '[3,{"message":"no"},"wamp.error.canceled",["a"],{"b":1}]',
    "CHALLENGE": '[4,"ticket",{"x":1}]', "AUTHENTICATE": '[5,"secret",{"x":1}]',
    "GOODBYE": '[6,{"message":"bye"},"wamp.close.close_realm"]',
    "ERROR": '[8,68,1,{"x":1},"a.b",["c"],{"d":null}]', "PUBLISH": '[16,1,{"acknowledge":true},"a.b",[1.5e3],{"c":[]}]',
    "PUBLISHED": "[17,1,4429313566]", "SUBSCRIBE": '[32,1,{"match":"prefix"},"a.b"]', "SUBSCRIBED": "[33,1,5512315355]",
    "UNSUBSCRIBE": "[34,1,5512315355]", "UNSUBSCRIBED": "[35,1]", "EVENT": '[36,1,2,{"topic":"a"},["\\u0000AQ=="]]',
    "CALL": '[48,1,{"timeout":5},"a.b",[true,false,null,"\\ud83d\\ude00"],{"c":{}}]', "CANCEL": '[49,1,{"mode":"skip"}]',
    "RESULT": '[50,1,{"progress":true},[-1]]', "REGISTER": '[64,1,{"invoke":"first"},"a.b"]',
    "REGISTERED": "[65,1,2103333224]", "UNREGISTER": "[66,1,2103333224]", "UNREGISTERED": "[67,1]",
    "INVOCATION": '[68,1,2,{"caller":3},[[]]]', "INTERRUPT": '[69,1,{"mode":"kill"}]', "YIELD": '[70,1,{"x":[1]},["a"]]',
}


@pytest.mark.parametrize("kind", MESSAGES)
def test_a_message_cut_off_anywhere(kind, gateway):
    message = MESSAGES[kind].encode()
    for length in range(len(message)):
        with joined(gateway) as peer:
            peer.says(message[:length])
            assert_is_aborted(peer)


def test_a_hello_cut_off_anywhere(gateway):
    for length in range(len(HELLO)):
        with RawSocketOctets(gateway.unix_path) as peer:
            peer.says(HELLO[:length])
            assert_is_aborted(peer)


@pytest.mark.parametrize("octets", [b"\0\xff\xff\xff", b"\x08\0\0\0", b"\x01\xff\xff\xff"],
                         ids=["16 MiB but one", "16 MiB", "a ping of 16 MiB"])
def test_a_rawsocket_frame_that_declares_too_much_ends_the_connection_at_its_head(octets, gateway):
    with joined(gateway) as peer:
        peer.send(octets)
        assert peer.hears() is None


@pytest.mark.parametrize("length", [1 << 31, (1 << 63) - 1], ids=["2 GiB", "the largest"])
def test_a_websocket_frame_that_declares_too_much_is_1009_at_its_head(length, gateway):
    with WebSocketOctets(gateway.url) as peer:
        peer.send(b"\x81\xff" + length.to_bytes(8, "big") + bytes(4))
        assert peer.close_code() == 1009


# [48, 1, {}, "a.b", …: what follows declares 2 or 4 GiB in a few octets, or is nested 100,000 deep.
CALL_IN = {"msgpack": b"\x95\x30\x01\x80\xa3a.b", "cbor": b"\x85\x18\x30\x01\xa0\x63a.b"}
DECLARED = {
    "msgpack": {"list": b"\xdd\x7f\xff\xff\xff", "dictionary": b"\x91\xdf\x7f\xff\xff\xff", "text": b"\x91\xdb\xff\xff\xff\xff",
                "octets": b"\x91\xc6\xff\xff\xff\xff", "nested": b"\x91" * 100_000},
    "cbor": {"list": b"\x9a\x7f\xff\xff\xff", "dictionary": b"\x81\xba\x7f\xff\xff\xff", "text": b"\x81\x7b" + b"\x7f" * 8,
             "octets": b"\x81\x5a\xff\xff\xff\xff", "nested": b"\x81" * 100_000, "endless": b"\x9f" * 100_000,
             "tags": b"\x81" + b"\xc1" * 100_000},
}
BINARY_HELLO = {
    "msgpack": b"\x93\x01\xa8deskgate\x81\xa5roles\x81\xa6caller\x80",
    "cbor": b"\x83\x01\x68deskgate\xa1\x65roles\xa1\x66caller\xa0",
}
RAWSOCKET_ID = {"msgpack": 2, "cbor": 3}


@pytest.mark.parametrize("serializer, what", [(name, what) for name, all_ in DECLARED.items() for what in all_])
def test_a_value_that_declares_gigabytes_in_a_few_octets(serializer, what, gateway):
    with RawSocketOctets(gateway.unix_path, RAWSOCKET_ID[serializer]) as peer:
        peer.says(BINARY_HELLO[serializer])
        assert peer.hears()[1] == WELCOME
        peer.says(CALL_IN[serializer] + DECLARED[serializer][what])
        assert PROTOCOL_VIOLATION.encode() in peer.hears()
        assert peer.hears() is None


@pytest.mark.parametrize("serializer", CALL_IN)
def test_a_binary_message_cut_off_anywhere(serializer, gateway):
    message = CALL_IN[serializer] + {"msgpack": b"\x92\xcb" + bytes(8) + b"\xc4\x01x",
                                     "cbor": b"\x82\xfb" + bytes(8) + b"\x41x"}[serializer]
    for length in range(len(message)):
        with RawSocketOctets(gateway.unix_path, RAWSOCKET_ID[serializer]) as peer:
            peer.says(BINARY_HELLO[serializer])
            assert peer.hears()[1] == WELCOME
            peer.says(message[:length])
            assert PROTOCOL_VIOLATION.encode() in peer.hears()
            assert peer.hears() is None


def test_fragments_that_add_up_to_too_much_are_1009(gateway):
    with WebSocketOctets(gateway.url) as peer:
        peer.says(HELLO)
        assert json.loads(peer.frame()[1])[0] == WELCOME
        fragment = b"\xfe\xff\xff" + bytes(4) + b"x" * 0xFFFF
        peer.send(b"\x01" + fragment)
        for _ in range(16):
            with contextlib.suppress(ConnectionError):
                peer.send(b"\x00" + fragment)
        assert peer.close_code() == 1009


NESTED = {
    "lists": b"[" * 100_000, "dictionaries": b'{"a":' * 100_000, "both": b'[{"a":' * 50_000,
    "lists that end": b"[" * 100_000 + b"]" * 100_000,
    "in options": b"[48,1," + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b',"a.b"]',
    "in arguments": b'[48,1,{},"a.b",' + b"[" * 100_000 + b"]" * 100_000 + b"]",
}


@pytest.mark.parametrize("what", NESTED)
def test_100000_nested_openers(what, gateway):
    with joined(gateway) as peer:
        peer.says(NESTED[what])
        assert_is_aborted(peer)


def test_100000_nested_openers_instead_of_hello(gateway):
    with WebSocketOctets(gateway.url) as peer:
        peer.says(NESTED["lists"])
        first, heard = peer.frame()
        assert (first, json.loads(heard)[0::2]) == (0x81, [ABORT, PROTOCOL_VIOLATION])


NOT_UTF8 = {"lone continuation": b"\x80", "overlong": b"\xc0\xaf", "surrogate": b"\xed\xa0\x80", "cut off": b"\xe2\x82",
            "beyond Unicode": b"\xf4\x90\x80\x80", "never legal": b"\xff"}


@pytest.mark.parametrize("octets", NOT_UTF8.values(), ids=NOT_UTF8)
@pytest.mark.parametrize("message", [b'[48,1,{},"a.%s"]', b'[48,1,{"%s":1},"a.b"]', b'[48,1,{},"a.b",["%s"]]'],
                         ids=["URI", "option", "argument"])
def test_text_that_is_not_utf8(octets, message, gateway):
    with joined(gateway) as peer:
        peer.says(message % octets)
        assert_is_aborted(peer)
    with WebSocketOctets(gateway.url) as peer:
        peer.says(message % octets)
        assert peer.close_code() == 1007


@pytest.mark.parametrize("message", [
    '[48,1,{"timeout":1,"timeout":2},"a.b"]', '[32,1,{"x":{"a":1,"a":1}},"a.b"]', '[16,1,{"a":0,"\\u0061":1},"a.b"]',
])
def test_a_key_twice_in_options(message, gateway):
    with joined(gateway) as peer:
        peer.says(message.encode())
        assert_is_aborted(peer)


IDS = {"0": False, "-1": False, "9007199254740993": False, "18446744073709551616": False, "1.5": False, "1e400": False,
       "9007199254740994.0": False, "-1.0": False, "NaN": False, "1.0": True, "1e0": True, "10E-1": True}


@pytest.mark.parametrize("number", IDS)
def test_an_id_may_be_a_float_if_it_is_an_integer_in_range(number, gateway):
    with joined(gateway) as peer:
        peer.says(f'[48,{number},{{}},"test.nobody"]'.encode())
        if IDS[number]:
            assert json.loads(peer.hears())[:3] == [ERROR, 48, 1]
        else:
            assert_is_aborted(peer)
