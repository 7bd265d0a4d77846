# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""A device that is paired as docs/pairing.md says, written from that page alone."""

import base64
import hashlib
import hmac
import re
import ssl
import urllib.parse

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from .gateway import REPOSITORY
from .wamp import AUTHENTICATE, CALL, HELLO, WELCOME, Peer, WebSocket

WORDS = re.search("`(.*?)`", (REPOSITORY / "web/pair/words.mjs").read_text(), re.DOTALL)[1].split()
PAIRING = "org.deskgate.pairing"
CLAIM = "org.deskgate.pairing.claim"


def raw(public_key):
    return public_key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def unpadded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Link:
    """What the QR code says."""

    def __init__(self, text):
        self.url, fragment = text.split("#")
        said = dict(urllib.parse.parse_qsl(fragment, strict_parsing=True))
        assert said.keys() == {"v", "a", "c", "r", "t"} and said["v"] == "1"
        self.addresses = said["a"].split(",")
        self.key_hash = unpadded(said["c"])
        self.identity = unpadded(said["r"])
        self.token = base64.b32decode(said["t"].upper() + "======")
        assert (len(self.key_hash), len(self.identity), len(self.token)) == (32, 32, 16)


class PinnedContext(ssl.SSLContext):
    """Believes no authority: who uses it looks at the key."""

    def __new__(cls):
        context = super().__new__(cls, ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context


def key_hash_at(address):
    """The SHA-256 of the key that is shown there."""
    host, port = address.rsplit(":", 1)
    certificate = x509.load_pem_x509_certificate(ssl.get_server_certificate((host.strip("[]"), int(port))).encode())
    key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(key).digest()


class Phone:
    connected = []  # the peers of all phones, for whoever closes them

    def __init__(self, name="Pixel 8", seed=None):
        self.name = name
        self.key = Ed25519PrivateKey.from_private_bytes(seed) if seed else Ed25519PrivateKey.generate()
        self.public = raw(self.key.public_key())

    @property
    def id(self):
        return base64.b32encode(hashlib.sha256(self.public).digest()).decode().lower().rstrip("=")

    def proof(self, link, purpose, *more):
        key = hashlib.sha256(link.token).digest()
        text = b"deskgate pairing 1 " + purpose + b"\0" + self.public + link.key_hash + b"".join(more)
        return hmac.new(key, text, hashlib.sha256)

    def words(self, link):
        return " ".join(WORDS[octet] for octet in self.proof(link, b"words").digest()[:2])

    def connects(self, address):
        Phone.connected.append(Peer(WebSocket(f"wss://{address}/ws", tls=PinnedContext())))
        return Phone.connected[-1]

    def logs_in(self, address, realm="deskgate", identity=None):
        """The peer, and what came for an answer. `identity`: the key that the other side must prove."""
        peer = self.connects(address)
        own_challenge = "ab" * 32
        extra = {"pubkey": self.public.hex()} | ({"challenge": own_challenge} if identity else {})
        peer.says([HELLO, realm, {"roles": {"caller": {}, "subscriber": {}}, "authmethods": ["cryptosign"],
                                  "authextra": extra}])
        challenge = peer.hears()
        text = bytes.fromhex(challenge[2]["challenge"])
        if identity:
            signature = bytes.fromhex(challenge[2]["signature"])[:64]
            Ed25519PublicKey.from_public_bytes(identity).verify(signature, bytes.fromhex(own_challenge))
        peer.says([AUTHENTICATE, self.key.sign(text).hex() + text.hex(), {}])
        return peer, peer.hears()

    def joins(self, address):
        peer, said = self.logs_in(address)
        assert said[0] == WELCOME, said
        return peer

    def rotation(self, new, identity, signers=None):
        """The argument with which it replaces its key by that of `new`, another phone."""
        text = b"deskgate rotate 1\0" + self.public + new.public + identity
        by_old, by_new = (phone.key.sign(text).hex() for phone in signers or (self, new))
        return {"key": new.public.hex(), "by_old": by_old, "by_new": by_new}

    def wish(self, link, proof=None):
        """The argument of its claim."""
        return {"proof": proof or self.proof(link, b"claim").hexdigest(), "name": self.name}

    def claims(self, link, proof=None):
        """The peer, which waits for the answer, and the number of its request."""
        assert key_hash_at(link.addresses[0]) == link.key_hash
        peer, said = self.logs_in(link.addresses[0], PAIRING, link.identity)
        assert said[0] == WELCOME, said
        return peer, peer.request(CALL, {}, CLAIM, [self.wish(link, proof)])

    def confirms(self, link, granted):
        return granted["confirmation"] == self.proof(link, b"confirm", link.identity).hexdigest()
