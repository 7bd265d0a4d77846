# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""The identity key is replaced where its owner says so, and who knows the old one is led to the new one."""

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from support.desk import TLS, Desk
from support.phone import Phone
from support.wamp import CHALLENGE, HELLO

OPEN = "org.deskgate.admin.pairing.open"


@pytest.fixture
def gateway(start_gateway, everything):
    return start_gateway(config=TLS)


def pairs(gateway, phone):
    """What the phone knows this gateway by."""
    link, granted = Desk(gateway).pairs(phone)
    assert phone.confirms(link, granted)
    return link.identity


def verify(key, signature, text):
    Ed25519PublicKey.from_public_bytes(key).verify(bytes.fromhex(signature), text)


def led_by(extra, known):
    """The key that somebody who knows one is led to by what a CHALLENGE says, as docs/pairing.md has it."""
    for link in extra.get("succession", []):
        old, new = bytes.fromhex(link["from"]), bytes.fromhex(link["to"])
        if old != known:
            continue
        text = b"deskgate identity 1\0" + old + new
        verify(old, link["by_old"], text)
        verify(new, link["by_new"], text)
        known = new
    return known


def challenge(gateway, phone):
    """What the router says of itself to a phone that asks it to prove who it is; the proof is looked at."""
    peer, drawn = phone.connects(gateway.tls_address), "cd" * 32
    peer.says([HELLO, "deskgate", {"roles": {"caller": {}}, "authmethods": ["cryptosign"],
                                   "authextra": {"pubkey": phone.public.hex(), "challenge": drawn}}])
    code, _, extra = peer.hears()
    assert code == CHALLENGE
    verify(bytes.fromhex(extra["pubkey"]), extra["signature"][:128], bytes.fromhex(drawn))
    return extra


def test_it_is_what_the_qr_code_says(gateway, tools):
    identity = pairs(gateway, Phone())
    assert tools.says("identity") == (
        f"This computer is known by the key {identity.hex()}\nIt has replaced no other.\n")
    assert tools.says_json("identity", "--json") == {"key": identity.hex(), "replaced": 0}


def test_who_knows_the_old_key_is_led_to_the_new_one(gateway, tools, start_gateway):
    phone = Phone()
    old = pairs(gateway, phone)
    assert "succession" not in challenge(gateway, phone)
    new = bytes.fromhex(tools.says_json("identity", "renew", "--json")["key"])
    assert new != old
    extra = challenge(gateway, phone)
    assert bytes.fromhex(extra["pubkey"]) == new == led_by(extra, old)
    gateway.kill()
    again = start_gateway(config=TLS)
    assert led_by(challenge(again, phone), old) == new
    phone.joins(again.tls_address)


def test_a_link_that_somebody_else_made_leads_nowhere(gateway, tools):
    phone = Phone()
    old = pairs(gateway, phone)
    tools.says("identity", "renew")
    extra = challenge(gateway, phone)
    extra["succession"][0]["to"] = Phone().public.hex()
    with pytest.raises(InvalidSignature):
        led_by(extra, old)


def test_devices_are_paired_by_the_new_key(gateway, tools):
    tools.says("identity", "renew")
    phone = Phone()
    assert pairs(gateway, phone).hex() == tools.says_json("identity", "--json")["key"]
    phone.joins(gateway.tls_address)


def test_it_is_not_replaced_while_a_code_shows_it(gateway, tools):
    before = tools.says_json("identity", "--json")
    with gateway.owner() as owner:
        owner.calls(OPEN, {})
        assert "a device is being paired by the present key" in tools.fails("identity", "renew")
    assert tools.says_json("identity", "--json") == before


def test_it_is_in_the_audit(gateway, tools):
    before = tools.says_json("identity", "--json")["key"]
    tools.says("identity", "renew")
    assert f"another key takes the place of {before}" in tools.says("audit")


def test_nobody_else_sees_or_replaces_it(gateway):
    phone = Phone()
    pairs(gateway, phone)
    for peer in (gateway.client(), phone.joins(gateway.tls_address)):
        for procedure in ("show", "renew"):
            refused = peer.fails_to_call(f"org.deskgate.admin.identity.{procedure}")
            assert refused.uri == "wamp.error.not_authorized"
