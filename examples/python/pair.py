#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Pairs this program with a desktop, and from then on lists what it may see there.

    pair.py LINK [NAME]     the link that `deskgate pair` shows; keeps what it needs in device.json
    pair.py                 logs in with what is in device.json
    pair.py --rotate        takes another key before that, and stays paired

python3-autobahn is the WAMP client that Debian has for everybody. docs/pairing.md says what is proven to whom."""

import asyncio
import base64
import hashlib
import hmac
import json
import os
import pathlib
import re
import ssl
import sys
import urllib.parse

from autobahn.asyncio.wamp import ApplicationRunner, ApplicationSession
from autobahn.wamp.exception import ApplicationError
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

STORE = pathlib.Path(os.environ.get("DESKGATE_DEVICE", "device.json"))
NEXT = STORE.with_suffix(".next")
PATIENCE = 5  # seconds, for each address
WORDS = pathlib.Path(__file__).resolve().parents[2] / "web/pair/words.mjs"


def give_up(what, way_out):
    sys.exit(f"{what}\n  {way_out}")


def unpadded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def read_link(text):
    said = dict(urllib.parse.parse_qsl(text.partition("#")[2]))
    if said.get("v") != "1" or "t" not in said:
        give_up("That is no pairing link.", 'Take the one that "deskgate pair" shows.')
    return {"addresses": said["a"].split(","), "key_hash": unpadded(said["c"]), "identity": unpadded(said["r"]),
            "token": base64.b32decode(said["t"].upper() + "======")}


class NotThere(Exception):
    """What is wrong with an address."""


def pinned(address, key_hash):
    """Trusts the one certificate whose key the link tells the hash of. Nothing has been said before."""
    host, port = address.rsplit(":", 1)
    try:
        text = ssl.get_server_certificate((host.strip("[]"), int(port)), timeout=PATIENCE)
    except OSError:
        raise NotThere(f"Nothing answers at {address}.") from None
    key = x509.load_pem_x509_certificate(text.encode()).public_key()
    if hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest() != key_hash:
        raise NotThere(f"{address} has another key.")
    context = ssl.create_default_context(cadata=text)
    context.check_hostname = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context


def find(device):
    """The first of the addresses where the desktop answers, and how to trust it alone."""
    problems = []
    for address in device["addresses"]:
        try:
            return address, pinned(address, device["key_hash"])
        except NotThere as problem:
            problems.append(str(problem))
    return give_up(" ".join(problems), "Are both in the same network, and is nobody in between?")


def public_octets(key):
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def verify(key, signature, text):
    Ed25519PublicKey.from_public_bytes(key).verify(bytes.fromhex(signature), text)


def led_by(succession, known):
    """The identity key that a desktop has now, for whoever knows an older one: by links that both keys have signed."""
    for link in succession:
        old, new = bytes.fromhex(link["from"]), bytes.fromhex(link["to"])
        if old == known:
            verify(old, link["by_old"], b"deskgate identity 1\0" + old + new)
            verify(new, link["by_new"], b"deskgate identity 1\0" + old + new)
            known = new
    return known


class Login(ApplicationSession):
    """Logs in with the key, after the other side has proven its own; then does what `talk` says."""

    def onConnect(self):
        device = self.config.extra["device"]
        self.own = os.urandom(32)
        extra = {"pubkey": public_octets(device["key"]).hex(), "challenge": self.own.hex()}
        self.join(self.config.realm, ["cryptosign"], authextra=extra)

    def onChallenge(self, challenge):
        device = self.config.extra["device"]
        try:
            device["identity"] = led_by(challenge.extra.get("succession", []), device["identity"])
            verify(device["identity"], challenge.extra["signature"][:128], self.own)
        except InvalidSignature:
            give_up("That is another desktop.", "Pair again.")
        theirs = bytes.fromhex(challenge.extra["challenge"])
        return device["key"].sign(theirs).hex() + theirs.hex()

    async def onJoin(self, _details):
        try:
            self.config.extra["result"] = await self.config.extra["talk"](self)
        except ApplicationError as error:
            self.config.extra["problem"] = error.args[0] if error.args else error.error
        self.leave()

    def onLeave(self, details):
        self.config.extra.setdefault("problem", details.message or details.reason)
        self.disconnect()

    def onDisconnect(self):
        asyncio.get_event_loop().stop()


def log_in(device, realm, talk):
    extra = {"device": device, "talk": talk}
    address, context = find(device)
    ApplicationRunner(f"wss://{address}/ws", realm, extra, ssl=context).run(Login, log_level="critical")
    if "result" not in extra:
        give_up(f"Not let in: {extra.get('problem', 'the connection ended')}.", "Ask for a new code: deskgate pair")
    asyncio.set_event_loop(asyncio.new_event_loop())
    return extra["result"]


def pair(link, name):
    device = {**link, "key": Ed25519PrivateKey.generate()}

    def proof(purpose, more=b""):
        text = b"deskgate pairing 1 " + purpose + b"\0" + public_octets(device["key"]) + link["key_hash"] + more
        return hmac.new(hashlib.sha256(link["token"]).digest(), text, hashlib.sha256)

    async def claim(session):
        words = re.search("`(.*?)`", WORDS.read_text(), re.DOTALL)[1].split()
        first, second = proof(b"words").digest()[:2]
        print(f"Check words: {words[first]} {words[second]}. Say yes on the desktop if it shows the same.", flush=True)
        return await session.call("org.deskgate.pairing.claim", {"name": name, "proof": proof(b"claim").hexdigest()})

    granted = log_in(device, "org.deskgate.pairing", claim)
    if not hmac.compare_digest(granted["confirmation"], proof(b"confirm", link["identity"]).hexdigest()):
        give_up("Somebody else said yes.", "Pair again.")
    print(f'Paired as "{granted["name"]}" with the grants {", ".join(granted["grants"])}.', flush=True)
    keep({**device, "realm": granted["realm"]}, STORE)


def rotate():
    """Takes another key. Where no answer comes, the one in STORE is good, or the one in NEXT."""
    if NEXT.exists():
        give_up(f"{NEXT} is left from a time without an answer.", f"Try it as {STORE}, and keep what works.")
    device = remembered()
    following = Ed25519PrivateKey.generate()

    async def ask(session):
        keep({**device, "key": following}, NEXT)
        text = b"deskgate rotate 1\0" + public_octets(device["key"]) + public_octets(following) + device["identity"]
        by_old, by_new = (key.sign(text).hex() for key in (device["key"], following))
        wish = {"key": public_octets(following).hex(), "by_old": by_old, "by_new": by_new}
        try:
            return await session.call("org.deskgate.device.rotate", wish)
        except ApplicationError as error:
            if error.error != "org.deskgate.error.not_saved":  # then nobody knows which one is good
                NEXT.unlink()
            raise

    log_in(device, device["realm"], ask)
    NEXT.replace(STORE)
    print("Has another key.", flush=True)


def keep(device, path):
    key = device["key"].private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    path.touch(mode=0o600)
    path.write_text(json.dumps({"addresses": device["addresses"], "realm": device["realm"], "key": key.hex(),
                                "key_hash": device["key_hash"].hex(), "identity": device["identity"].hex()}))


def remembered():
    if not STORE.exists():
        give_up(f"There is no {STORE}.", 'Give the link that "deskgate pair" shows.')
    kept = json.loads(STORE.read_text())
    return {**kept, "key": Ed25519PrivateKey.from_private_bytes(bytes.fromhex(kept["key"])),
            "key_hash": bytes.fromhex(kept["key_hash"]), "identity": bytes.fromhex(kept["identity"])}


def main():
    asyncio.set_event_loop(asyncio.new_event_loop())
    if sys.argv[1:] == ["--rotate"]:
        rotate()
    elif len(sys.argv) > 1:
        pair(read_link(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "example in Python")
    device = remembered()
    seen = log_in(device, device["realm"], lambda session: session.call("org.deskgate.bus.list"))
    keep(device, STORE)  # the desktop may have another identity key
    for entry in seen:
        print("sees ", entry["uri"])


if __name__ == "__main__":
    main()
