# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Clients that other people wrote log in by every method of the specification that they have; with a wrong secret they
hear why not. SCRAM is none of these: python3-autobahn's is a draft's, the others have none."""

import hashlib
import json
import os
import pathlib
import sys

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from support.certificate import Certificate
from support.gateway import REPOSITORY
from support.logins import PASSWORD, PUBLIC, SEED, b64
from support.program import Program, require, run

HERE = pathlib.Path(__file__).resolve().parent
CLIENTS = {
    "autobahn-js": ["node", "autobahn_login.mjs"],
    "wampy": ["node", "wampy_login.mjs"],
    "python3-autobahn": [sys.executable, "autobahn_login.py"],
}
# The name, its method, its secret, and one of another.
PEOPLE = {
    "script": ("ticket", "open sesame", "open barley"),
    "tablet": ("wampcra", "a shared secret", "another secret"),
    "salted": ("wampcra", PASSWORD.decode(), "wrong horse"),
    "phone": ("cryptosign", SEED.hex(), "01" * 32),
}
PRINCIPALS = {
    "script": {"ticket": "open sesame"},
    "tablet": {"wampcra": "a shared secret"},
    "salted": {"wampcra": {"salt": "pepper", "iterations": 1000,
                           "key": b64(hashlib.pbkdf2_hmac("sha256", PASSWORD, b"pepper", 1000))}},
    "phone": {"cryptosign": [PUBLIC]},
}


def logs_in(client, *arguments, trusts=None):
    require("node", "nodejs")
    environment = {**os.environ, "NODE_EXTRA_CA_CERTS": str(trusts)} if trusts else None
    authority = [str(trusts)] if trusts and client == "python3-autobahn" else []
    ended = run([*CLIENTS[client], *arguments, *authority], cwd=HERE, env=environment)
    assert ended.stdout, ended.stderr
    return json.loads(ended.stdout.splitlines()[-1])


class ClientCertificate:
    """In one file with its key, and the hash of that by which it is known."""

    def __init__(self, folder):
        folder.mkdir()
        made = Certificate(folder)
        self.file = folder / "both.pem"
        self.file.write_text(made.file.read_text() + made.key.read_text())
        key = x509.load_pem_x509_certificate(made.file.read_bytes()).public_key()
        self.hash = hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


@pytest.fixture
def gateway(start_gateway, folder):
    certificate = Certificate(folder)
    gateway = start_gateway(config={
        "listen": {"websocket": "127.0.0.1:0", "unix": "deskgate/wamp.sock", "tls": "127.0.0.1:0",
                   "tls_certificate": str(certificate.file), "tls_key": str(certificate.key)},
        "role": {"family": {"grants": []}},
        "principal": {name: {"role": "family", **proof} for name, proof in PRINCIPALS.items()}})
    gateway.certificate = certificate.file
    gateway.tls_url = gateway.stdout.wait_for(r"wss://[^/]+/ws")[0]
    return gateway


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("client", CLIENTS)
def test_logs_in(client, name, gateway):
    method, secret, wrong = PEOPLE[name]
    assert logs_in(client, gateway.url, method, name, secret) == {
        "authid": name, "authrole": "family", "authmethod": method}
    assert logs_in(client, gateway.url, method, name, wrong) == {"refused": "wamp.error.authentication_denied"}


@pytest.mark.parametrize("client", CLIENTS)
def test_logs_in_over_tls(client, gateway):
    method, secret, _ = PEOPLE["phone"]
    assert logs_in(client, gateway.tls_url, method, "phone", secret, trusts=gateway.certificate)["authid"] == "phone"


def test_python_autobahn_logs_in_over_rawsocket(gateway):
    url = gateway.url.replace("ws://", "rs://").removesuffix("/ws")
    assert logs_in("python3-autobahn", url, "wampcra", "salted", PASSWORD.decode())["authid"] == "salted"


@pytest.mark.parametrize("client", ["autobahn-js", "python3-autobahn"])
def test_logs_in_by_the_certificate_that_it_shows(client, start_gateway, folder):
    kiosk, stranger = (ClientCertificate(folder / name) for name in ("kiosk", "stranger"))
    server = Certificate(folder)
    gateway = start_gateway(config={
        "listen": {"websocket": "127.0.0.1:0", "unix": "deskgate/wamp.sock", "tls": "127.0.0.1:0",
                   "tls_certificate": str(server.file), "tls_key": str(server.key)},
        "role": {"family": {"grants": []}}, "principal": {"kiosk": {"role": "family", "tls": [kiosk.hash]}}})
    url = gateway.stdout.wait_for(r"wss://[^/]+/ws")[0]
    assert logs_in(client, url, "tls", "kiosk", str(kiosk.file), trusts=server.file) == {
        "authid": "kiosk", "authrole": "family", "authmethod": "tls"}
    assert logs_in(client, url, "tls", "kiosk", str(stranger.file), trusts=server.file) == {
        "refused": "wamp.error.authentication_denied"}


class LoginExample(Program):
    """Knows everybody of PRINCIPALS, of whom the configuration knows nothing."""

    def __init__(self, folder, socket):
        people = folder / "people.json"
        people.write_text(json.dumps({name: {"role": "family", **proof} for name, proof in PRINCIPALS.items()}))
        people.chmod(0o600)
        example = REPOSITORY / "examples/python/login.py"
        super().__init__(["/usr/bin/python3", "-B", str(example), str(people), str(socket)],
                         env={"PATH": os.environ["PATH"]})

    def wait_until_ready(self):
        self.stdout.wait_for("^ready$")


@pytest.fixture
def asking_gateway(start_gateway, folder, started):
    gateway = start_gateway(config={"role": {"family": {"grants": []}},
                                    "login": {"procedure": "com.example.authenticate"}})
    started.enter_context(LoginExample(folder, gateway.unix_path))
    return gateway


@pytest.mark.parametrize("client, name", [("autobahn-js", "tablet"), ("wampy", "script"), ("python3-autobahn", "phone"),
                                          ("python3-autobahn", "salted")])
def test_whom_only_the_example_knows_logs_in(client, name, asking_gateway):
    method, secret, wrong = PEOPLE[name]
    assert logs_in(client, asking_gateway.url, method, name, secret) == {
        "authid": name, "authrole": "family", "authmethod": method}
    assert logs_in(client, asking_gateway.url, method, name, wrong) == {"refused": "wamp.error.authentication_denied"}
    assert logs_in(client, asking_gateway.url, method, "nobody", secret) == {
        "refused": "wamp.error.authentication_denied"}
