# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Arguments that MessagePack and CBOR can say and D-Bus cannot hear: refused with their place, and nobody is called."""

import pytest

from support.octets import RawSocketOctets

PROCEDURE = b"org.deskgate.everything.Everything.EchoVariant"
LENGTH = bytes([len(PROCEDURE)])

# HELLO to the realm "deskgate" as a caller; CALL of the procedure with request 1, up to its arguments.
MSGPACK = (2, b"\x93\x01\xa8deskgate\x81\xa5roles\x81\xa6caller\x80", b"\x95\x30\x01\x80\xd9" + LENGTH + PROCEDURE)
CBOR = (3, b"\x83\x01\x68deskgate\xa1\x65roles\xa1\x66caller\xa0", b"\x85\x18\x30\x01\xa0\x78" + LENGTH + PROCEDURE)


@pytest.mark.parametrize("wire, arguments, told", [
    (MSGPACK, b"\x91\x81\xa1x\x92\x00\x81\x01\x02",  # [{"x": [0, {1: 2}]}]
     b'a dictionary with a key that is no text in argument 1, key "x", element 2'),
    (MSGPACK, b"\x91\xd4\x01\x00", b"a MessagePack extension type in argument 1"),
    (CBOR, b"\x81\x82\x00\xc2\x49\x01" + bytes(8),  # [[0, 2^64]]
     b"an integer beyond 64 bits in argument 1, element 2"),
], ids=["keys", "extension", "integer"])
def test_what_has_no_form_is_refused_with_its_place(start_gateway, everything, wire, arguments, told):
    serializer, hello, call = wire
    gateway = start_gateway("everything.use")
    before = everything.call_count
    with RawSocketOctets(gateway.unix_path, serializer) as peer:
        peer.says(hello)
        peer.hears()
        peer.says(call + arguments)
        answer = peer.hears()
    assert b"wamp.error.invalid_argument" in answer
    assert told in answer
    assert everything.call_count == before
