# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""What a client says of itself in HELLO gives it nothing: what is not so ends the login, what is so changes nothing."""

import itertools

import pytest

from support.desk import TLS, Desk
from support.logins import KEY, PUBLIC
from support.phone import PAIRING, Phone
from support.wamp import ABORT, AUTHENTICATE, CHALLENGE, HELLO, WELCOME

CONFIG = {
    **TLS, "limits": {"failed_logins": False, "connections_per_address": 64},
    "role": {"family": {"grants": ["everything.use"]}, "owner": {"grants": ["*"]},
             "anonymous": {"grants": ["everything.look"]}},
    "principal": {"ann": {"role": "family", "cryptosign": [PUBLIC]},
                  "script": {"role": "family", "ticket": "open sesame"}},
}
DENIED = [ABORT, {"message": "the proof is wrong, or there is nobody of this name"}, "wamp.error.authentication_denied"]
REALMS = {"true": "deskgate", "false": PAIRING, "absent": None}


@pytest.fixture
def gateway(start_gateway, everything):
    return start_gateway(config=CONFIG)


class Somebody:
    """Who has a key, and may say anything of himself."""

    def __init__(self, gateway, key, public, authid, authrole):
        self._gateway, self._key, self._public = gateway, key, public
        self._claims = {"authid": {"true": authid, "false": "script"}, "authrole": {"true": authrole, "false": "owner"}}
        self.is_welcome_as = (authid, authrole)

    def says(self, authid, authrole, realm):
        """What he hears at last, where each of these is true, false or absent."""
        details = {"roles": {"caller": {}}, "authmethods": ["cryptosign"], "authextra": {"pubkey": self._public}}
        for key, kind in (("authid", authid), ("authrole", authrole)):
            details |= {key: self._claims[key][kind]} if kind != "absent" else {}
        with self._gateway.connect() as peer:
            peer.says([HELLO, REALMS[realm], details])
            heard = peer.hears()
            if heard[0] != CHALLENGE:
                return heard
            text = bytes.fromhex(heard[2]["challenge"])
            peer.says([AUTHENTICATE, self._key.sign(text).hex() + text.hex(), {}])
            return peer.hears()


def device(gateway):
    phone = Phone()
    Desk(gateway).pairs(phone)
    return Somebody(gateway, phone.key, phone.public.hex(), phone.id, "device")


def principal(gateway):
    return Somebody(gateway, KEY, PUBLIC, "ann", "family")


@pytest.mark.parametrize("kind", [device, principal], ids=["a device", "a principal"])
def test_whoever_says_what_is_not_so_is_not_let_in(gateway, kind):
    somebody = kind(gateway)
    for authid, authrole, realm in itertools.product(("true", "false", "absent"), repeat=3):
        heard = somebody.says(authid, authrole, realm)
        if realm == "absent":
            assert heard[0] == ABORT, (authid, authrole, heard)
        elif "false" in (authid, authrole, realm):
            assert heard == DENIED, (authid, authrole, realm, heard)
        else:
            assert (heard[0], heard[2]["authid"], heard[2]["authrole"]) == (WELCOME, *somebody.is_welcome_as)


def by_ticket(gateway, ticket, **claims):
    peer = gateway.connect()
    peer.says([HELLO, "deskgate", {"roles": {"caller": {}}, "authmethods": ["ticket"], "authid": "script", **claims}])
    assert peer.hears()[0] == CHALLENGE
    peer.says([AUTHENTICATE, ticket, {}])
    return peer.hears()


def test_a_role_that_is_another_is_refused_after_the_proof_like_a_wrong_one(gateway):
    assert by_ticket(gateway, "open sesame", authrole="owner") == DENIED
    assert by_ticket(gateway, "open barley", authrole="owner") == DENIED
    assert by_ticket(gateway, "open sesame", authrole=7) == DENIED
    assert by_ticket(gateway, "open sesame", authrole="family")[2]["authrole"] == "family"
    assert by_ticket(gateway, "open sesame", authrole="")[2]["authrole"] == "family"


def test_a_stranger_has_neither_the_name_nor_the_role_that_he_says(gateway):
    def joins(**claims):
        peer = gateway.connect()
        peer.says([HELLO, "deskgate", {"roles": {"caller": {}}, "authmethods": ["anonymous"], **claims}])
        return peer.hears()

    named = joins(authid="ann")
    assert (named[0], named[2]["authrole"]) == (WELCOME, "anonymous") and named[2]["authid"] != "ann"
    assert joins(authrole="anonymous")[0] == WELCOME
    assert joins(authrole="owner") == DENIED
