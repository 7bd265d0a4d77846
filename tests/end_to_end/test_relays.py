# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Somebody in between, with a certificate of his own, and somebody who has recorded a login: neither gets in."""

import base64
import contextlib
import hashlib
import os
import socket
import ssl
import sys
import threading

import pytest
from OpenSSL import SSL

from support.certificate import Certificate
from support.desk import Desk
from support.gateway import REPOSITORY
from support.logins import KEY, PASSWORD, PUBLIC, b64, hmac256, public_of, scram_line
from support.phone import Phone
from support.program import run
from support.wamp import ABORT, AUTHENTICATE, CHALLENGE, HELLO, WELCOME, Peer, RawSocket

DENIED = [ABORT, {"message": "the proof is wrong, or there is nobody of this name"}, "wamp.error.authentication_denied"]
CONFIG = {
    "listen": {"websocket": "127.0.0.1:0", "unix": "deskgate/wamp.sock", "tls": "127.0.0.1:0"},
    "limits": {"failed_logins": False},
    "role": {"family": {"grants": []}},
    "principal": {"phone": {"role": "family", "cryptosign": [PUBLIC]}, "tablet": {"role": "family", "wampcra": "a shared secret"},
                  "ann": {"role": "family", "scram": scram_line()}},
}
LABEL = b"EXPORTER-Channel-Binding"


@pytest.fixture
def gateway(start_gateway):
    gateway = start_gateway(config=CONFIG)
    host, port = gateway.stdout.wait_for(r"wss://([^/]+)/ws")[1].rsplit(":", 1)
    gateway.tls = (host, int(port))
    return gateway


class TlsSocket:
    """A RawSocket over a connection whose channel id can be asked for, which Python's own TLS does not tell."""

    def __init__(self, address):
        context = SSL.Context(SSL.TLS_CLIENT_METHOD)
        self._connection = SSL.Connection(context, socket.create_connection(address))
        self._connection.set_connect_state()
        self._connection.do_handshake()
        self._connection.sendall(b"\x7f\xf1\x00\x00")
        answer = self._exactly(4)
        assert answer[0] == 0x7f and answer[1] & 0x0f == 1, answer

    @property
    def channel_id(self):
        return self._connection.export_keying_material(LABEL, 32, None)

    def _exactly(self, count):
        data = b""
        while len(data) < count:
            data += self._connection.recv(count - len(data))
        return data

    def send(self, text):
        self._connection.sendall(len(text).to_bytes(4, "big") + text.encode())

    def receive(self):
        return self._exactly(int.from_bytes(self._exactly(4), "big")).decode()

    def close(self):
        self._connection.close()


class Relay:
    """Passes everything on, both ways, over TLS of its own on either side; `heard` is what the client has said."""

    def __init__(self, folder, target):
        self._target = target
        certificate = Certificate(folder)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate.file, certificate.key)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = self._listener.getsockname()
        self.heard = b""
        self._connections = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self._connections.append(client)
                with contextlib.suppress(OSError):
                    self._relay(self._context.wrap_socket(client, server_side=True))

    def _relay(self, client):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        target = context.wrap_socket(socket.create_connection(self._target))
        self._connections += [client, target]
        threading.Thread(target=self._pump, args=(target, client, lambda _: None), daemon=True).start()
        threading.Thread(target=self._pump, args=(client, target, self._hears), daemon=True).start()

    def _hears(self, data):
        self.heard += data

    @staticmethod
    def _pump(source, sink, tell):
        with contextlib.suppress(OSError, ValueError):
            while data := source.recv(65536):
                tell(data)
                sink.sendall(data)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._listener.close()
        for connection in self._connections:
            connection.close()


@pytest.fixture
def relay(gateway, folder, started):
    place = folder / "relay"
    place.mkdir()
    return started.enter_context(Relay(place, gateway.tls))


def signed(challenge, channel_id):
    """As the specification binds a signature to a channel."""
    text = bytes.fromhex(challenge)
    bound = bytes(a ^ b for a, b in zip(text, channel_id))
    return KEY.sign(bound).hex() + bound.hex()


def binds(address, started):
    transport = TlsSocket(address)
    peer = started.enter_context(Peer(transport))
    peer.says([HELLO, "deskgate", {"roles": {"caller": {}}, "authmethods": ["cryptosign"],
                                   "authextra": {"pubkey": PUBLIC, "channel_binding": "tls-exporter"}}])
    challenge = peer.hears()
    assert challenge[0] == CHALLENGE
    peer.says([AUTHENTICATE, signed(challenge[2]["challenge"], transport.channel_id), {}])
    return peer.hears()


def test_a_login_that_is_bound_to_its_channel_gets_in(gateway, started):
    assert binds(gateway.tls, started)[0] == WELCOME


def test_through_a_relay_it_does_not(relay, started):
    assert binds(relay.address, started) == DENIED


@pytest.mark.parametrize("program", [["node", str(REPOSITORY / "examples/javascript/pair.mjs")],
                                     [sys.executable, "-B", str(REPOSITORY / "examples/python/pair.py")]],
                         ids=["pair.mjs", "pair.py"])
def test_who_looks_at_the_key_says_nothing_to_a_relay(relay, gateway, folder, program):
    """The link is the true one; the network leads its address elsewhere."""
    link = gateway.owner().calls("org.deskgate.admin.pairing.open", {"grants": []})[0]["link"]
    link = link.replace(f"{gateway.tls[0]}:{gateway.tls[1]}", f"{relay.address[0]}:{relay.address[1]}")
    ended = run([*program, link], env={"PATH": os.environ["PATH"], "HOME": str(folder),
                                       "DESKGATE_DEVICE": str(folder / "device.json")})
    assert ended.returncode == 1 and "has another key.\n" in ended.stderr, ended
    assert relay.heard == b""


def announces(gateway, started, method, **details):
    peer = started.enter_context(Peer(RawSocket(address=address_of(gateway))))
    peer.says([HELLO, "deskgate", {"roles": {"caller": {}}, "authmethods": [method], **details}])
    return peer, peer.hears()


def address_of(gateway):
    host, port = gateway.url.removeprefix("ws://").removesuffix("/ws").rsplit(":", 1)
    return host, int(port)


def answer_by_cryptosign(challenge):
    text = bytes.fromhex(challenge[2]["challenge"])
    return [AUTHENTICATE, KEY.sign(text).hex() + text.hex(), {}]


def answer_by_wampcra(challenge):
    return [AUTHENTICATE, b64(hmac256(b"a shared secret", challenge[2]["challenge"].encode())), {}]


def answer_by_scram(challenge):
    extra = challenge[2]
    salted = hashlib.pbkdf2_hmac("sha256", PASSWORD, base64.b64decode(extra["salt"]), extra["iterations"])
    message = f"n=ann,r={NONCE},r={extra['nonce']},s={extra['salt']},i={extra['iterations']},c=biws,r={extra['nonce']}"
    key = hmac256(salted, b"Client Key")
    signature = hmac256(hashlib.sha256(key).digest(), message.encode())
    proof = bytes(a ^ b for a, b in zip(key, signature))
    return [AUTHENTICATE, b64(proof), {"nonce": extra["nonce"], "channel_binding": None}]


NONCE = b64(bytes(16))  # of a client that does not care, or of somebody who says again what he has heard
RECORDINGS = {
    "cryptosign": ({"authextra": {"pubkey": public_of(KEY)}}, answer_by_cryptosign),
    "wampcra": ({"authid": "tablet"}, answer_by_wampcra),
    "wamp-scram": ({"authid": "ann", "authextra": {"nonce": NONCE}}, answer_by_scram),
}


@pytest.mark.parametrize("method", RECORDINGS)
def test_a_recorded_proof_is_good_for_nothing_else(gateway, started, method):
    details, answer = RECORDINGS[method]
    peer, challenge = announces(gateway, started, method, **details)
    recorded = answer(challenge)
    peer.says(recorded)
    assert peer.hears()[0] == WELCOME
    other, challenge = announces(gateway, started, method, **details)
    assert challenge[0] == CHALLENGE
    other.says(recorded)
    assert other.hears() == DENIED
    peer.says(recorded)  # nor once more where it was good
    assert peer.hears()[2] == "wamp.error.protocol_violation"


@pytest.mark.parametrize("method", RECORDINGS)
def test_nor_after_the_daemon_was_started_again(gateway, start_gateway, started, method):
    """With the state that it had, in which everybody is who he was."""
    details, answer = RECORDINGS[method]
    peer, challenge = announces(gateway, started, method, **details)
    recorded = answer(challenge)
    peer.says(recorded)
    assert peer.hears()[0] == WELCOME
    gateway.kill()
    again = start_gateway(config=CONFIG)
    replayer, challenge = announces(again, started, method, **details)
    assert challenge[0] == CHALLENGE
    replayer.says(recorded)
    assert replayer.hears() == DENIED
    peer, challenge = announces(again, started, method, **details)
    peer.says(answer(challenge))
    assert peer.hears()[0] == WELCOME


def test_nor_is_that_of_a_paired_device(gateway, start_gateway, started):
    phone = Phone()
    Desk(gateway).pairs(phone)
    details = {"authextra": {"pubkey": phone.public.hex()}}
    peer, challenge = announces(gateway, started, "cryptosign", **details)
    text = bytes.fromhex(challenge[2]["challenge"])
    recorded = [AUTHENTICATE, phone.key.sign(text).hex() + text.hex(), {}]
    peer.says(recorded)
    assert peer.hears()[0] == WELCOME
    gateway.kill()
    Phone.connected.pop().closes()
    replayer, challenge = announces(start_gateway(config=CONFIG), started, "cryptosign", **details)
    assert challenge[0] == CHALLENGE
    replayer.says(recorded)
    assert replayer.hears() == DENIED


def test_a_proof_is_not_good_for_a_challenge_of_another_connection(gateway, started):
    """Two logins at once, their answers exchanged."""
    details, answer = RECORDINGS["cryptosign"]
    one, first = announces(gateway, started, "cryptosign", **details)
    two, second = announces(gateway, started, "cryptosign", **details)
    assert first[2]["challenge"] != second[2]["challenge"]
    one.says(answer(second))
    two.says(answer(first))
    assert (one.hears(), two.hears()) == (DENIED, DENIED)
