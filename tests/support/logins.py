# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Somebody who logs in, by each method, as the specification says it: his connection, and what came back at last."""

import base64
import hashlib
import hmac
import os

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from .wamp import AUTHENTICATE, CHALLENGE, HELLO, WELCOME

SEED = bytes(range(32))
KEY = Ed25519PrivateKey.from_private_bytes(SEED)


def public_of(key):
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


PUBLIC = public_of(KEY)
PASSWORD = b"correct horse"
SALT = b"sixteen octets.!"


def b64(octets):
    return base64.b64encode(octets).decode()


def hmac256(key, text):
    return hmac.new(key, text, hashlib.sha256).digest()


def scram_line():
    salted = hashlib.pbkdf2_hmac("sha256", PASSWORD, SALT, 4096)
    stored = hashlib.sha256(hmac256(salted, b"Client Key")).digest()
    return f"pbkdf2,4096,{b64(SALT)},{b64(stored)},{b64(hmac256(salted, b'Server Key'))}"


def hello(gateway, method, name=None, **extra):
    """A connection that has said HELLO, and what came back."""
    peer = gateway.connect()
    details = {"roles": {"caller": {}}, "authmethods": [method]}
    details |= {"authid": name} if name else {}
    details |= {"authextra": extra} if extra else {}
    peer.says([HELLO, "deskgate", details])
    return peer, peer.hears()


def answer(peer, signature, extra=None):
    peer.says([AUTHENTICATE, signature, extra or {}])
    return peer.hears()


def by_ticket(gateway, name="script", ticket="open sesame"):
    peer, challenge = hello(gateway, "ticket", name)
    assert challenge == [CHALLENGE, "ticket", {}]
    return peer, answer(peer, ticket)


def by_wampcra(gateway, name="tablet", secret=b"a shared secret"):
    peer, challenge = hello(gateway, "wampcra", name)
    extra = challenge[2]
    if "salt" in extra:
        secret = b64(hashlib.pbkdf2_hmac("sha256", secret, extra["salt"].encode(), extra["iterations"],
                                         extra["keylen"])).encode()
    return peer, answer(peer, b64(hmac256(secret, extra["challenge"].encode())))


def by_scram(gateway, name="ann", password=PASSWORD):
    own = b64(os.urandom(16))
    peer, challenge = hello(gateway, "wamp-scram", name, nonce=own)
    extra = challenge[2]
    assert extra["nonce"].startswith(own)
    salted = hashlib.pbkdf2_hmac("sha256", password, base64.b64decode(extra["salt"]), extra["iterations"])
    message = (f"n={name},r={own},r={extra['nonce']},s={extra['salt']},i={extra['iterations']},"
               f"c=biws,r={extra['nonce']}").encode()
    key = hmac256(salted, b"Client Key")
    signature = hmac256(hashlib.sha256(key).digest(), message)
    proof = bytes(a ^ b for a, b in zip(key, signature))
    said = answer(peer, b64(proof), {"nonce": extra["nonce"], "channel_binding": None})
    if said[0] == WELCOME:
        assert said[2]["authextra"]["verifier"] == b64(hmac256(hmac256(salted, b"Server Key"), message))
    return peer, said


def by_cryptosign(gateway, name=None, key=KEY):
    peer, challenge = hello(gateway, "cryptosign", name, pubkey=public_of(key))
    text = bytes.fromhex(challenge[2]["challenge"])
    return peer, answer(peer, key.sign(text).hex() + text.hex())
