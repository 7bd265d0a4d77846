# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

"""Logins that are refused, and how long Deskgate has thought about the two messages of each."""

import base64
import time

import wamp
from paired import public_octets
from servers import NotRunning

DENIED = "wamp.error.authentication_denied"
NO_PROOF = base64.b64encode(bytes(32)).decode()


class Attempt:
    def __init__(self, port, realm, **details):
        self._port = port
        self._realm = realm
        self._details = details
        self.times_us = []

    def answer(self, extra):
        """What it says to the CHALLENGE with this extra: Signature and Extra."""
        raise NotImplementedError

    def once(self):
        peer = wamp.Peer(wamp.over_tcp(self._port))
        before = time.perf_counter()
        challenge = peer.joins(self._realm, **self._details)
        first = time.perf_counter() - before
        if challenge[0] != wamp.CHALLENGE:
            raise NotRunning(f"nobody asked for a proof: {challenge}")
        message = [wamp.AUTHENTICATE, *self.answer(challenge[2])]
        before = time.perf_counter()
        abort = peer.asks(message)
        self.times_us.append((first + time.perf_counter() - before) * 1e6)
        peer.closes()
        if abort[0] != wamp.ABORT or abort[2] != DENIED:
            raise NotRunning(f"a login was not refused: {abort}")


class Cryptosign(Attempt):
    """Shows a key, and signs with it or with that of another."""

    def __init__(self, port, realm, key, signer=None):
        super().__init__(port, realm, authmethods=["cryptosign"], authextra={"pubkey": public_octets(key).hex()})
        self._signer = signer or key

    def answer(self, extra):
        text = bytes.fromhex(extra["challenge"])
        return self._signer.sign(text).hex() + text.hex(), {}


class Ticket(Attempt):
    def __init__(self, port, realm, name):
        super().__init__(port, realm, authmethods=["ticket"], authid=name)

    def answer(self, extra):
        return "a wrong one", {}


class WampCra(Attempt):
    def __init__(self, port, realm, name):
        super().__init__(port, realm, authmethods=["wampcra"], authid=name)

    def answer(self, extra):
        return NO_PROOF, {}


class Scram(Attempt):
    """Deriving a key would be this side's work alone, so that its proof is made of nothing."""

    def __init__(self, port, realm, name):
        super().__init__(port, realm, authmethods=["wamp-scram"], authid=name,
                         authextra={"nonce": "c2l4dGVlbiBvY3RldHMuIQ=="})

    def answer(self, extra):
        return NO_PROOF, {"nonce": extra["nonce"], "channel_binding": None}
