# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

"""A device that is paired as docs/pairing.md says, by somebody at the desktop who says yes."""

import base64
import hashlib
import hmac
import urllib.parse

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

import wamp
from servers import NotRunning

PAIRING = "org.deskgate.pairing"
ADMIN = "org.deskgate.admin"


def public_octets(key):
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def unpadded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Desk:
    """This user's own program, which opens windows, says yes, and revokes."""

    def __init__(self, unix_path, realm):
        self._peer = wamp.Peer(wamp.over_unix(unix_path))
        self._peer.joins(realm)
        self._peer.requests(wamp.SUBSCRIBE, f"{ADMIN}.pairing.asked")
        self._peer.hears_the(wamp.SUBSCRIBED)

    def pairs(self, device, grants):
        [opened] = self._peer.calls(f"{ADMIN}.pairing.open", {"grants": grants})
        peer = device.claims(opened["link"])
        [asked] = self._peer.hears_the(wamp.EVENT)[4]
        self._peer.calls(f"{ADMIN}.pairing.answer", asked["number"], True)
        [granted] = peer.hears_the(wamp.RESULT)[3]
        device.id = granted["id"]
        peer.closes()

    def revokes(self, device):
        self._peer.calls(f"{ADMIN}.devices.revoke", device.id)


class Device:
    """`connect` makes a connection on which it speaks WAMP; `realm` is where it goes once it is paired."""

    def __init__(self, connect, realm):
        self._connect = connect
        self._realm = realm
        self.key = Ed25519PrivateKey.generate()
        self.id = None

    def logs_in(self, realm=None):
        peer = wamp.Peer(self._connect())
        extra = {"pubkey": public_octets(self.key).hex()}
        challenge = peer.joins(realm or self._realm, authmethods=["cryptosign"], authextra=extra)
        if challenge[0] != wamp.CHALLENGE:
            raise NotRunning(f"the device was not asked for its proof: {challenge}")
        text = bytes.fromhex(challenge[2]["challenge"])
        welcome = peer.asks([wamp.AUTHENTICATE, self.key.sign(text).hex() + text.hex(), {}])
        if welcome[0] != wamp.WELCOME:
            raise NotRunning(f"the device was not let in: {welcome}")
        return peer

    def claims(self, link):
        """The peer, which waits for the answer."""
        peer = self.logs_in(PAIRING)
        peer.requests(wamp.CALL, f"{PAIRING}.claim", {"name": "bench", "proof": self._proof(link)})
        return peer

    def _proof(self, link):
        said = dict(urllib.parse.parse_qsl(link.partition("#")[2]))
        token = base64.b32decode(said["t"].upper() + "======")
        text = b"deskgate pairing 1 claim\0" + public_octets(self.key) + unpadded(said["c"])
        return hmac.new(hashlib.sha256(token).digest(), text, hashlib.sha256).hexdigest()
