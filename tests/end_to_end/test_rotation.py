# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""A device replaces its key and stays paired; nobody else's signature, session or daemon does that to it."""

import pytest

from support.desk import TLS, Desk
from support.phone import Phone
from support.wamp import ABORT, GOODBYE, WELCOME, WampError

ROTATE = "org.deskgate.device.rotate"
DENIED = [ABORT, {"message": "the proof is wrong, or there is nobody of this name"}, "wamp.error.authentication_denied"]


@pytest.fixture
def gateway(start_gateway, everything):
    return start_gateway(config=TLS)


def is_refused(desk, phone):
    """The desktop says yes, and it comes to nothing."""
    peer, request = phone.claims(desk.opens())
    desk.answers(desk.hears())
    with pytest.raises(WampError, match="has been replaced"):
        peer.result_of(request)


@pytest.fixture
def desk(gateway):
    return Desk(gateway)


@pytest.fixture
def phone():
    return Phone()


@pytest.fixture
def identity(desk, phone):
    return desk.pairs(phone)[0].identity


def test_the_new_key_has_what_the_old_one_had(gateway, desk, phone, identity, everything):
    before, = desk.devices()
    peer, other, new = phone.joins(gateway.tls_address), phone.joins(gateway.tls_address), Phone()
    told, = peer.calls(ROTATE, phone.rotation(new, identity))
    assert told["id"] == phone.id
    assert (peer.hears()[0], other.hears()[0]) == (GOODBYE, GOODBYE)
    after, = desk.devices()
    assert {**after, "last_seen": None} == {**before, "last_seen": None}
    assert phone.logs_in(gateway.tls_address)[1] == DENIED
    peer, welcome = new.logs_in(gateway.tls_address)
    assert (welcome[0], welcome[2]["authid"]) == (WELCOME, phone.id)
    assert peer.calls(everything.uri_of("Add"), 2, 3) == [5]


def test_it_can_do_so_once_in_a_while(gateway, phone, identity):
    new, third = Phone(), Phone()
    phone.joins(gateway.tls_address).calls(ROTATE, phone.rotation(new, identity))
    refused = new.joins(gateway.tls_address).fails_to_call(ROTATE, new.rotation(third, identity))
    assert (refused.uri, "within the last ten minutes" in refused.text) == ("wamp.error.unavailable", True)
    new.joins(gateway.tls_address)


def test_another_key_fills_no_bucket(start_gateway, everything):
    gateway = start_gateway(config={**TLS, "limits": {"call_rate": "3/h"}})
    phone, new = Phone(), Phone()
    identity = Desk(gateway).pairs(phone)[0].identity
    peer = phone.joins(gateway.tls_address)
    peer.calls(everything.uri_of("Add"), 1, 1)
    peer.calls(ROTATE, phone.rotation(new, identity))
    again = new.joins(gateway.tls_address)
    again.calls(everything.uri_of("Add"), 1, 1)
    assert again.fails_to_call(everything.uri_of("Add"), 1, 1).uri == "wamp.error.unavailable"


def test_a_key_that_was_replaced_is_paired_by_nobody(gateway, desk, phone, identity):
    phone.joins(gateway.tls_address).calls(ROTATE, phone.rotation(Phone(), identity))
    is_refused(desk, phone)
    assert len(desk.devices()) == 1


def test_what_was_answered_outlives_the_daemon(gateway, phone, identity, start_gateway):
    new = Phone()
    phone.joins(gateway.tls_address).calls(ROTATE, phone.rotation(new, identity))
    gateway.kill()
    again = start_gateway(config=TLS).tls_address
    new.joins(again)
    assert phone.logs_in(again)[1] == DENIED


def test_it_is_in_the_audit(gateway, phone, identity, tools):
    new = Phone()
    phone.joins(gateway.tls_address).calls(ROTATE, phone.rotation(new, identity))
    assert f"it has the key {new.public.hex()}" in tools.says("audit", "--who", phone.id[:8])


def test_a_wrong_signature_is_in_the_audit(gateway, phone, identity, tools):
    peer = phone.joins(gateway.tls_address)
    peer.fails_to_call(ROTATE, phone.rotation(Phone(), identity, (THIEF, THIEF)))
    assert "a signature is wrong" in tools.says("audit", "--refused")


def test_wrong_signatures_push_out_nothing_of_the_audit(gateway, phone, identity, tools):
    peer = phone.joins(gateway.tls_address)
    for _ in range(70):
        peer.fails_to_call(ROTATE, phone.rotation(THIEF, identity, (THIEF, THIEF)))
    assert tools.says("audit", "--refused").count("a signature is wrong") == 60


THIEF = Phone()
WRONG = {
    "not signed by the old key": lambda phone, new, identity: phone.rotation(new, identity, (THIEF, new)),
    "not signed by the new key": lambda phone, new, identity: phone.rotation(new, identity, (phone, THIEF)),
    "of another desktop": lambda phone, new, identity: phone.rotation(new, bytes(32)),
    "for another key": lambda phone, new, identity: {**phone.rotation(THIEF, identity), "key": new.public.hex()},
    "the key that it has": lambda phone, new, identity: phone.rotation(phone, identity),
    "no key": lambda phone, new, identity: {**phone.rotation(new, identity), "key": "00" * 32},
    "no signature": lambda phone, new, identity: {**phone.rotation(new, identity), "by_old": "abc"},
    "a text": lambda phone, new, identity: "new",
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_changes_nothing(gateway, phone, identity, case):
    peer, new = phone.joins(gateway.tls_address), Phone()
    assert peer.fails_to_call(ROTATE, WRONG[case](phone, new, identity)).uri == "wamp.error.invalid_argument"
    phone.joins(gateway.tls_address)
    assert new.logs_in(gateway.tls_address)[1] == DENIED


def test_no_device_takes_the_place_of_another(gateway, desk, phone, identity):
    tablet = Phone("Tablet")
    desk.pairs(tablet)
    peer = tablet.joins(gateway.tls_address)
    assert peer.fails_to_call(ROTATE, tablet.rotation(phone, identity)).uri == "wamp.error.invalid_argument"
    assert peer.fails_to_call(ROTATE, phone.rotation(Phone(), identity)).uri == "wamp.error.invalid_argument"
    assert len(desk.devices()) == 2


def test_nobody_else_has_a_key_here(gateway, phone, identity):
    wish = phone.rotation(Phone(), identity)
    for peer in (gateway.client(), gateway.owner()):
        assert peer.fails_to_call(ROTATE, wish).uri == "wamp.error.not_authorized"
