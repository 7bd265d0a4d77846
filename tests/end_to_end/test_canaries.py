# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""No secret, no proof and nothing that anybody says to another is in what Deskgate writes: each of them passes by here
once, and is looked for afterwards. The log has one level, which tells everything that it ever tells."""

import base64
import hashlib
import json
import re
import secrets

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from support.bus_programs import BusCaller
from support.certificate import Certificate
from support.fixtures import TEST_POLICIES
from support.gateway import SHIPPED_POLICIES
from support.logins import PASSWORD, PUBLIC, SEED, by_cryptosign, by_scram, by_ticket, by_wampcra, scram_line
from support.phone import Link, Phone, PinnedContext
from support.program import require, run
from support.tools import Tools
from support.wamp import (ABORT, AUTHENTICATE, CALL, CHALLENGE, ERROR, GOODBYE, HELLO, INVOCATION, PUBLISH, REGISTER,
                          WELCOME, Peer, WampError, WebSocket)

NOTIFICATIONS = "org.deskgate.notifications.Notifications"
NAME, PATH, INTERFACE = "org.example.Garden", "/org/example/Garden", "org.example.Garden1"
GARDEN = f"""
summary = "A garden of programs, for programs of the desktop"

[export]
name = "{NAME}"
path = "{PATH}"

[export.interface."{INTERFACE}"]
method.Water  = {{ call = "com.example.garden.water", in = "s", out = "b" }}
signal.Rained = {{ topic = "com.example.garden.rained", args = "d" }}
"""
PROGRAMS = {"uri": "com.example.", "match": "prefix", "allow": ["call", "register", "subscribe", "publish"]}


class Canaries:
    """What nobody may find again, each under a name of what it is."""

    def __init__(self):
        self._hidden = {}

    def text(self, what):
        """A new one, of as many characters as any property of the test service takes."""
        return self.hides(what, f"canary-{secrets.token_hex(6)}")

    def hides(self, what, secret):
        octets = secret.encode() if isinstance(secret, str) else secret
        assert len(octets) >= 8, f"{what} is too short to be looked for"
        self._hidden.setdefault(what, set()).add(octets)
        return secret

    def overhears(self, message):
        """What proves something, and what is to be proven, as it goes over the wire."""
        if message and message[0] == CHALLENGE:
            keys = "challenge", "nonce", "salt", "signature"
            self._hides_texts("a challenge", {key: message[2].get(key) for key in keys})
        elif message and message[0] == AUTHENTICATE:
            self._hides_texts("a proof", {"signature": message[1], "nonce": message[2].get("nonce")})

    def _hides_texts(self, what, texts):
        for key, text in texts.items():
            if text and text.startswith("{"):  # WAMP-CRA: of what it says, the nonce is nobody else's
                text = json.loads(text)["nonce"]
            for part in parts_of(text or ""):
                self.hides(f"{what}: {key}", part)

    def found_in(self, text):
        haystack, lower = text.encode(), text.lower().encode()

        def is_there(octets):
            return octets in haystack or any(form in lower for form in forms_of(octets))
        return sorted(what for what, hidden in self._hidden.items() if any(map(is_there, hidden)))


def parts_of(text):
    """A text of a message, and the octets that it stands for: of cryptosign's, signature and challenge."""
    if re.fullmatch("[0-9a-f]{64,192}", text):
        yield from (bytes.fromhex(part) for part in (text[:128], text[128:]) if part)
    elif text:
        yield text
        if re.fullmatch("[0-9A-Za-z+/]{16,}={0,2}", text) and len(text) % 4 == 0:
            yield base64.b64decode(text)


def forms_of(octets):
    """How they may be written, in lower case."""
    yield octets.hex().encode()
    yield base64.b64encode(octets).rstrip(b"=").lower()
    yield base64.urlsafe_b64encode(octets).rstrip(b"=").lower()
    yield base64.b32encode(octets).rstrip(b"=").lower()


@pytest.fixture
def canaries(monkeypatch):
    canaries = Canaries()
    says, hears = Peer.says, Peer.hears

    def says_aloud(peer, message):
        canaries.overhears(message)
        says(peer, message)

    def hears_aloud(peer):
        message = hears(peer)
        canaries.overhears(message)
        return message
    monkeypatch.setattr(Peer, "says", says_aloud)
    monkeypatch.setattr(Peer, "hears", hears_aloud)
    return canaries


@pytest.fixture
def certificate(folder):
    place = folder / "client"
    place.mkdir()
    return Certificate(place)


def key_hash(certificate):
    key = x509.load_pem_x509_certificate(certificate.file.read_bytes()).public_key()
    return hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def people(canaries, certificate):
    key = load_pem_private_key(certificate.key.read_bytes(), None)
    canaries.hides("the key of a certificate", key.private_numbers().private_value.to_bytes(32, "big"))
    canaries.hides("a device's key", SEED)
    canaries.hides("a password", PASSWORD)
    canaries.hides("what is kept of a password", scram_line().rpartition(",")[2])
    proofs = {"script": {"ticket": canaries.text("a ticket")}, "tablet": {"wampcra": canaries.text("a shared secret")},
              "ann": {"scram": scram_line()}, "phone": {"cryptosign": [PUBLIC]},
              "kiosk": {"tls": [key_hash(certificate)]}}
    return {name: {"role": "family", **proof} for name, proof in proofs.items()}


@pytest.fixture
def gateway(start_gateway, folder, canaries, certificate, dunst, everything, witness):
    policies = folder / "policies"
    policies.mkdir()
    (policies / "garden.toml").write_text(GARDEN)
    gateway = start_gateway(
        policies=[SHIPPED_POLICIES, TEST_POLICIES, policies],
        config={
            "listen": {"websocket": "127.0.0.1:0", "unix": "deskgate/wamp.sock", "tls": "127.0.0.1:0"},
            "limits": {"failed_logins": False, "connections_per_address": 60},
            "role": {"anonymous": {"grants": ["everything.use", "notifications.send", "notifications.see"],
                                   "permission": [PROGRAMS]},
                     "family": {"grants": []}, "owner": {"grants": ["*"]}},
            "principal": people(canaries, certificate)})
    witness.wait_for_name(NAME)
    yield gateway
    while Phone.connected:
        Phone.connected.pop().closes()


def is_refused(call, *arguments):
    with pytest.raises(WampError):
        call(*arguments)


def logs_in_by_everything(gateway, canaries, folder, certificate, started):
    config = (folder / "deskgate.toml").read_text()
    ticket, secret = (re.search(rf'{key} = "(canary.*?)"', config)[1] for key in ("ticket", "wampcra"))
    for _, said in (by_ticket(gateway, "script", ticket), by_wampcra(gateway, "tablet", secret.encode()),
                    by_scram(gateway), by_cryptosign(gateway)):
        assert said[0] == WELCOME
    for _, said in (by_ticket(gateway, "script", canaries.text("a wrong ticket")),
                    by_wampcra(gateway, "tablet", canaries.text("a wrong secret").encode()),
                    by_scram(gateway, password=canaries.text("a wrong password").encode()),
                    by_ticket(gateway, "nobody", ticket)):
        assert said[0] == ABORT
    context = PinnedContext()
    context.load_cert_chain(certificate.file, certificate.key)
    peer = started.enter_context(Peer(WebSocket(f"wss://{gateway.tls_address}/ws", tls=context)))
    peer.says([HELLO, "deskgate", {"roles": {"caller": {}}, "authmethods": ["tls"]}])
    assert peer.hears()[2]["authid"] == "kiosk"


def is_paired_and_replaces_its_key(gateway, canaries, folder):
    """What `deskgate pair` has printed, but for the link."""
    phone, new = Phone(), Phone()
    with Tools(folder).starts("pair", "--grant", "everything.use", "--json") as command:
        line = command.stdout.wait_for('"opened"').string
        link = Link(json.loads(line)["opened"]["link"])
        canaries.hides("the token of a pairing", link.token)
        assert canaries.found_in(line) == ["the token of a pairing"], "the one place where it has to be"
        guess = canaries.hides("a wrong proof of a pairing", secrets.token_bytes(32))
        guesser, request = Phone("a stranger").claims(link, proof=guess.hex())
        is_refused(guesser.result_of, request)
        canaries.hides("the proof of a pairing", phone.proof(link, b"claim").digest())
        canaries.hides("the confirmation of a pairing", phone.proof(link, b"confirm", link.identity).digest())
        peer, request = phone.claims(link)
        command.stdout.wait_for('"asked"')
        command.types("y\n")
        assert peer.result_of(request)
        assert command.wait() == 0
    wish = phone.rotation(new, link.identity)
    wrong = phone.rotation(new, bytes(32))  # of another desktop
    for argument in (wish, wrong):
        canaries.hides("the old key's signature of another", bytes.fromhex(argument["by_old"]))
        canaries.hides("another key's own signature", bytes.fromhex(argument["by_new"]))
    peer = phone.joins(gateway.tls_address)
    is_refused(peer.calls, "org.deskgate.device.rotate", wrong)
    assert peer.calls("org.deskgate.device.rotate", wish)
    return command.stdout.text.replace(line, "") + command.stderr.text


def shows_notifications(gateway, canaries, bus, dunst):
    client = gateway.client()
    summary, body = (canaries.text(f"a notification's {part}") for part in ("summary", "text"))
    client.calls(f"{NOTIFICATIONS}.Notify", "phone", 0, "", summary, body, [], {}, 0)
    dunst.comes_to_display(1)
    client.subscribes(f"{NOTIFICATIONS}.Notify")
    seen = canaries.text("a notification of another program")
    assert run([require("notify-send", "libnotify-bin"), seen, seen], env=bus.environment).returncode == 0
    assert client.next_event().arguments[3:5] == [seen, seen]


def calls_methods(gateway, canaries, everything):
    client = gateway.client()
    client.calls(everything.uri_of("EchoString"), canaries.text("an argument"))
    client.calls(everything.uri_of("EchoVariantDict"), {canaries.text("a key"): canaries.text("a value under a key")})
    client.calls(everything.uri_of("EmitHappened"), canaries.text("what a signal carries"), 1)
    client.fails_to_call(everything.uri_of("Add"), canaries.text("an argument of another type"), 3)
    client.fails_to_call(everything.uri_of("Nothing"), canaries.text("an argument too many"))
    client.fails_to_call(everything.uri_of("Secret"), canaries.text("an argument of what may not be called"))
    client.fails_to_call(everything.uri_of("Fail"), "org.example.Error.X", canaries.text("a D-Bus error's text"))
    keyword = {canaries.text("a keyword"): canaries.text("a keyword argument")}
    is_refused(client.answer_to, client.request(CALL, {}, everything.uri_of("Add"), [], keyword))


def changes_properties(gateway, canaries, everything):
    client = gateway.client()
    client.calls(everything.uri_of("Text") + ".set", canaries.text("a property"))
    client.calls(everything.uri_of("Text") + ".get")
    client.fails_to_call(everything.uri_of("Text") + ".set", canaries.text("a property that is too long") * 2)
    client.calls(everything.uri_of("ChangeTheType"), {"t": "s", "v": canaries.text("a property of another type")})


def talks_to_programs(gateway, canaries, bus, started):
    program, client = gateway.owner(), gateway.client()
    for procedure in ("com.example.fails", "com.example.garden.water"):
        program.answer_to(program.request(REGISTER, {}, procedure))
    request = client.starts_calling("com.example.fails", canaries.text("an argument for a program"))
    error = canaries.text("a program's error")
    program.says([ERROR, INVOCATION, program.hears()[1], {}, "com.example.error.x", [error], {"more": error}])
    is_refused(client.result_of, request)
    argument = canaries.text("an argument of a D-Bus program")
    caller = started.enter_context(BusCaller(bus, NAME, PATH, f"{INTERFACE}.Water", f"'{argument}'"))
    error = canaries.text("an error for a D-Bus program")
    program.says([ERROR, INVOCATION, program.hears()[1], {}, "org.example.Error.Dry", [error]])
    assert error in caller.error


def publishes(gateway, canaries):
    program, client = gateway.owner(), gateway.client()
    said, more = [canaries.text("a publication")], {"more": canaries.text("more of a publication")}
    client.answer_to(client.request(PUBLISH, {"acknowledge": True, "retain": True}, "com.example.topic", said, more))
    is_refused(client.answer_to, client.request(PUBLISH, {"acknowledge": True}, "org.deskgate.bus.added",
                                                [canaries.text("a publication that may not be")]))
    program.request(PUBLISH, {}, "com.example.garden.rained", [canaries.text("an event that does not fit")])
    gateway.stderr.wait_for("export: ")


def says_what_is_no_wamp(gateway, canaries):
    for what, text in (("no JSON", '[48, 1, {}, "a.b", ["%s" "'), ("a type that is none", '["%s"]'),
                       ("a request of a wrong form", '[48, 1, {}, "a.b", "%s"]')):
        client = gateway.client()
        client.says_text(text % canaries.text(what))
        assert client.hears()[0] in (ABORT, GOODBYE)


def test_nothing_that_is_secret_or_said_is_written_anywhere(gateway, canaries, folder, certificate, bus, dunst,
                                                            everything, started):
    logs_in_by_everything(gateway, canaries, folder, certificate, started)
    printed = is_paired_and_replaces_its_key(gateway, canaries, folder)
    shows_notifications(gateway, canaries, bus, dunst)
    calls_methods(gateway, canaries, everything)
    changes_properties(gateway, canaries, everything)
    talks_to_programs(gateway, canaries, bus, started)
    publishes(gateway, canaries)
    says_what_is_no_wamp(gateway, canaries)
    gateway.stop()
    audit = "".join(file.read_text() for file in (folder / ".local/state/deskgate").glob("audit*.jsonl"))
    events = {json.loads(line)["event"] for line in audit.splitlines()}
    assert events >= {"login", "pair", "device", "call", "write", "publish"}, "what was done is there"
    written = {"standard error": gateway.stderr.text, "standard output": gateway.stdout.text, "the audit log": audit,
               "what `deskgate pair` prints": printed}
    assert {place: canaries.found_in(text) for place, text in written.items()} == dict.fromkeys(written, [])
