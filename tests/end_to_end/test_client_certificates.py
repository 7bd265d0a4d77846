# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Who shows the certificate whose key the configuration names joins as that principal; its key counts, and nothing else."""

import datetime
import hashlib
import subprocess

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import NameOID

from support.gateway import run_deskgate, to_toml
from support.phone import PinnedContext
from support.wamp import ABORT, GOODBYE, HELLO, WELCOME, Peer, RawSocket, WebSocket

DENIED = [ABORT, {"message": "the proof is wrong, or there is nobody of this name"}, "wamp.error.authentication_denied"]
TODAY = datetime.datetime(2026, 1, 1)
DAY = datetime.timedelta(days=1)


class Certificate:
    """Self-issued, as a program makes it for itself, in a file with its key."""

    def __init__(self, folder, name, until=TODAY + 3650 * DAY):
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        certificate = (x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
                       .serial_number(1).not_valid_before(TODAY - 3650 * DAY).not_valid_after(until)
                       .sign(key, hashes.SHA256()))
        self.file = folder / f"{name}.pem"
        self.file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
                              + certificate.public_bytes(Encoding.PEM))
        self.hash = hashlib.sha256(
            key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()

    def context(self):
        context = PinnedContext()
        context.load_cert_chain(self.file)
        return context


@pytest.fixture
def certificates(folder):
    return {"kiosk": Certificate(folder, "kiosk"), "robot": Certificate(folder, "robot"),
            "stranger": Certificate(folder, "stranger"),
            "expired": Certificate(folder, "expired", until=TODAY - 365 * DAY)}


def config(certificates):
    return {"listen": {"websocket": "127.0.0.1:0", "unix": "deskgate/wamp.sock", "tls": "127.0.0.1:0"},
            "role": {"family": {"grants": ["everything.use"]}},
            "principal": {name: {"role": "family", "tls": [certificates[name].hash]}
                          for name in ("kiosk", "robot", "expired")}}


@pytest.fixture
def gateway(start_gateway, everything, certificates):
    return start_gateway(config=config(certificates))


@pytest.fixture
def knock(gateway, started):
    """knock(context, …): a WebSocket that has said HELLO with "tls", and what came back."""
    def knocks(context, name=None, methods=("tls",)):
        peer = started.enter_context(Peer(WebSocket(f"wss://{gateway.tls_address}/ws", tls=context)))
        details = {"roles": {"caller": {}}, "authmethods": list(methods)} | ({"authid": name} if name else {})
        peer.says([HELLO, "deskgate", details])
        return peer, peer.hears()
    return knocks


@pytest.mark.parametrize("name", [None, "kiosk"])
def test_the_key_of_the_certificate_is_the_proof(knock, certificates, everything, name):
    peer, said = knock(certificates["kiosk"].context(), name)
    assert said[0] == WELCOME
    assert (said[2]["authid"], said[2]["authrole"], said[2]["authmethod"]) == ("kiosk", "family", "tls")
    assert peer.calls(everything.uri_of("Add"), 2, 3) == [5]


def test_an_expired_certificate_still_has_its_key(knock, certificates):
    assert knock(certificates["expired"].context())[1][2]["authid"] == "expired"


@pytest.mark.parametrize("shown, name", [
    ("stranger", None), ("stranger", "kiosk"), ("robot", "kiosk"), (None, "kiosk"), (None, None)])
def test_whoever_has_not_that_key_is_nobody(knock, certificates, shown, name):
    assert knock(certificates[shown].context() if shown else PinnedContext(), name)[1] == DENIED


def test_without_tls_there_is_no_certificate(gateway):
    peer = gateway.connect()
    peer.says([HELLO, "deskgate", {"roles": {"caller": {}}, "authmethods": ["tls"], "authid": "kiosk"}])
    assert peer.hears() == DENIED


def test_a_certificate_alone_gives_nothing(knock, certificates):
    """Who does not ask for the method is what everybody is."""
    assert knock(certificates["kiosk"].context(), methods=["anonymous"])[1][2]["authrole"] == "anonymous"


def test_over_rawsocket_too(gateway, certificates, started):
    host, port = gateway.tls_address.rsplit(":", 1)
    peer = started.enter_context(Peer(RawSocket(address=(host, int(port)), tls=certificates["robot"].context())))
    peer.says([HELLO, "deskgate", {"roles": {"caller": {}}, "authmethods": ["tls"]}])
    assert peer.hears()[2]["authid"] == "robot"


def test_a_key_that_is_taken_out_of_the_file_ends_its_sessions(gateway, knock, folder, certificates):
    peer, _ = knock(certificates["kiosk"].context())
    other, _ = knock(certificates["robot"].context())
    file = folder / "deskgate.toml"
    file.write_text(file.read_text().replace(certificates["kiosk"].hash, certificates["stranger"].hash))
    heard = peer.hears()
    assert (heard[0], heard[2]) == (GOODBYE, "wamp.close.killed")
    assert knock(certificates["kiosk"].context())[1] == DENIED
    assert knock(certificates["stranger"].context())[1][2]["authid"] == "kiosk"
    assert other.calls("org.deskgate.bus.list") != []


@pytest.mark.parametrize("is_needed", [True, False])
def test_a_certificate_is_asked_for_only_where_one_counts(start_gateway, certificates, is_needed):
    """A browser would ask its user for one."""
    wanted = config(certificates)
    if not is_needed:
        del wanted["principal"], wanted["role"]
    gateway = start_gateway(config=wanted)
    address = gateway.stdout.wait_for(r"wss://([^/]+)/ws")[1]
    said = subprocess.run(["openssl", "s_client", "-msg", "-connect", address], input="", capture_output=True, text=True,
                          timeout=30, check=False).stdout
    assert "ServerHello" in said
    assert ("CertificateRequest" in said) == is_needed


@pytest.mark.parametrize("keys, told", [
    (["abc"], '"tls" in [principal.kiosk] has "abc", which is no SHA-256 of a certificate\'s public key'),
    (["00" * 32, "00" * 32], "has a key that [principal.kiosk] has"),
    ([], "proves itself by nothing"),
])
def test_what_is_no_key_is_told(folder, keys, told):
    file = folder / "broken.toml"
    file.write_text(to_toml({"role": {"family": {"grants": []}}, "principal": {"kiosk": {"role": "family", "tls": keys}}}))
    ended = run_deskgate(folder, "run", "--config", str(file))
    assert ended.returncode == 1
    assert told in ended.stderr and f"{file}:" in ended.stderr
