# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Whoever is not paired changes nothing that is kept or shown of a device that is, whatever he says and however often.
DESKGATE_SEED=… says again what a run has said."""

import contextlib
import json
import os
import random

import pytest

from support.desk import TLS, Desk
from support.logins import b64
from support.phone import CLAIM, PAIRING, Phone
from support.tools import Tools
from support.wamp import (ABORT, AUTHENTICATE, CALL, CHALLENGE, GOODBYE, HELLO, PUBLISH, REGISTER, ROLES, SUBSCRIBE,
                          WELCOME, Peer, RawSocket, WampError)

SEED = int(os.environ.get("DESKGATE_SEED", random.randrange(2**32)))
POSES, MUMBLES, WISHES, WINDOWS = 250, 250, 1500, 20  # some three thousand messages

EVERY_URI = {"uri": "", "match": "prefix", "allow": ["call", "register", "subscribe", "publish"]}
CONFIG = {
    **TLS,
    "limits": {"failed_logins": False, "connections_per_address": 64, "ping_ms": 600_000},
    "role": {"anonymous": {"grants": ["everything.use"], "permission": [EVERY_URI]}, "owner": {"grants": ["*"]}},
}
METHODS = ["cryptosign", "ticket", "wampcra", "wamp-scram", "tls"]
PROCEDURES = ["org.deskgate.device.rotate", "org.deskgate.admin.status",
              *(f"org.deskgate.admin.devices.{name}" for name in ("list", "grant", "revoke", "rename", "expire")),
              *(f"org.deskgate.admin.pairing.{name}" for name in ("open", "answer", "close"))]
TOPICS = [*(f"org.deskgate.admin.pairing.{name}" for name in ("asked", "closed")), "org.deskgate.bus.added",
          "org.deskgate.everything.Everything.Text"]
PATTERNS = [("", "prefix"), ("org.", "prefix"), ("org.deskgate.admin.", "prefix"), ("org..admin..", "wildcard")]
REFUSALS = {"wamp.error.not_authorized", "wamp.error.unavailable"}  # of who is about to be paired: too many at once


class Strangers:
    """They come over loopback, where they may do most; they know the device's key, which is no secret, and its name."""

    def __init__(self, gateway, phone, chance):
        host, port = gateway.url.removeprefix("ws://").removesuffix("/ws").rsplit(":", 1)
        self._address = host, int(port)
        self._phone = phone
        self._chance = chance

    def arrives(self):
        return Peer(RawSocket(address=self._address))

    def poses_as_the_device(self):
        chance = self._chance
        extra = {"pubkey": self._phone.public.hex(), "nonce": b64(chance.randbytes(16))}
        details = {"authid": self._phone.id, "authrole": chance.choice(["device", "owner"]), "authextra": extra,
                   "authmethods": chance.sample(METHODS, 2)}
        with self.arrives() as peer:
            peer.says([HELLO, chance.choice(["deskgate", PAIRING]), ROLES | details])
            heard = peer.hears()
            if heard[0] == CHALLENGE:
                peer.says([AUTHENTICATE, chance.choice([chance.randbytes(96).hex(), b64(chance.randbytes(32))]), {}])
                heard = peer.hears()
            assert heard[0] == ABORT, heard

    def mumbles(self):
        """What begins as a message and does not end as one."""
        with self.arrives() as peer, contextlib.suppress(OSError):  # it may be hung up on before it has ended
            if self._chance.random() < 0.7:
                peer.joins()
            for _ in range(3):
                peer.says_text(self._garbled(json.dumps(self._chance.choice(self._speech()))))
            peer.says([GOODBYE, {}, "wamp.close.close_realm"])
            while (message := peer.hears()) and message[0] not in (ABORT, GOODBYE):
                pass

    def _speech(self):
        return [[HELLO, "deskgate", ROLES | {"authid": self._phone.id}], [AUTHENTICATE, "00" * 96, {}],
                [CALL, 1, {}, "org.deskgate.admin.devices.revoke", [self._phone.id]],
                [PUBLISH, 1, {}, "org.deskgate.admin.pairing.asked", [{"number": 1, "id": self._phone.id}]],
                [REGISTER, 1, {}, "org.deskgate.admin.devices.list"],
                [SUBSCRIBE, 1, {}, "org.deskgate.admin.pairing.asked"]]

    def _garbled(self, text):
        characters = list(text)
        for _ in range(self._chance.randint(1, 3)):
            characters[self._chance.randrange(len(characters))] = self._chance.choice('\0",[{9')
        return "".join(characters)

    def wants_what_is_not_his(self, peer):
        chance = self._chance
        pattern, match = chance.choice(PATTERNS)
        arguments = chance.choices([self._phone.id, self._phone.name, True, None, 1, ["*"], {"grants": ["*"]},
                                    {"proof": "00" * 32, "name": self._phone.name}], k=chance.randint(0, 3))
        code, uri, options, *rest = chance.choice([
            (CALL, chance.choice(PROCEDURES), {}, arguments),
            (PUBLISH, chance.choice(TOPICS), {"acknowledge": True, "retain": True}, arguments),
            (REGISTER, chance.choice(PROCEDURES), {}), (REGISTER, pattern, {"match": match}),
            (SUBSCRIBE, chance.choice(TOPICS[:2]), {"get_retained": True})])
        with pytest.raises(WampError) as refused:
            peer.answer_to(peer.request(code, options, uri, *rest))
        assert refused.value.uri in REFUSALS, (uri, refused.value)

    def visits(self):
        """Somebody who has shown a key of his own while a window is open."""
        phone = Phone(self._phone.name)
        peer = self.arrives()
        extra = {"pubkey": phone.public.hex()}
        peer.says([HELLO, PAIRING, ROLES | {"authmethods": ["cryptosign"], "authextra": extra}])
        text = bytes.fromhex(peer.hears()[2]["challenge"])
        peer.says([AUTHENTICATE, phone.key.sign(text).hex() + text.hex(), {}])
        assert peer.hears()[0] == WELCOME
        return peer

    def guesses(self, peer, link):
        """With the token itself, but not with what it has to prove."""
        proof = self._chance.choice([self._chance.randbytes(32).hex(), self._phone.proof(link, b"claim").hexdigest(),
                                     self._phone.proof(link, b"words").hexdigest()])
        told = peer.fails_to_call(CLAIM, {"name": self._phone.name, "proof": proof})
        assert (told.uri, told.text) == ("wamp.error.not_authorized", "the proof is wrong")


@pytest.fixture
def gateway(start_gateway, everything):
    gateway = start_gateway(config=CONFIG)
    yield gateway
    while Phone.connected:
        Phone.connected.pop().closes()


@pytest.fixture
def desk(gateway):
    return Desk(gateway)


@pytest.fixture
def phone(desk):
    phone = Phone()
    desk.pairs(phone)
    return phone


@pytest.fixture
def strangers(gateway, phone):
    print(f"DESKGATE_SEED={SEED}")
    return Strangers(gateway, phone, random.Random(SEED))


def while_no_window_is_open(strangers):
    for _ in range(POSES):
        strangers.poses_as_the_device()
    for _ in range(MUMBLES):
        strangers.mumbles()
    with strangers.arrives() as peer:
        peer.joins()
        for _ in range(WISHES):
            strangers.wants_what_is_not_his(peer)


def while_windows_are(strangers, desk):
    for _ in range(WINDOWS):
        link = desk.opens()
        strangers.poses_as_the_device()
        with strangers.visits() as visitor, strangers.visits() as guesser:
            for _ in range(12):
                strangers.wants_what_is_not_his(visitor)
            for _ in range(5):
                strangers.guesses(guesser, link)
            assert desk.hears_why() == "too many proofs were wrong", "and nobody was asked"


def test_whoever_is_not_paired_changes_nothing_of_who_is(gateway, desk, phone, strangers, folder, everything):
    session = phone.joins(gateway.tls_address)  # and when it was here first is kept

    def kept_and_shown():
        tools = Tools(folder)
        return ((folder / ".local/state/deskgate/devices.json").read_bytes(), tools.says("devices", "list"),
                tools.says("devices", "list", "--json"))
    before = kept_and_shown()
    while_no_window_is_open(strangers)
    while_windows_are(strangers, desk)
    assert kept_and_shown() == before
    assert not desk.peer.events_so_far
    assert session.calls(everything.uri_of("Add"), 2, 3) == [5]
    assert phone.joins(gateway.tls_address).calls(everything.uri_of("Add"), 2, 3) == [5]
