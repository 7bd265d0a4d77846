# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Clients that other people wrote log in by every method that they have; with a wrong secret they hear why not."""

import hashlib
import json
import os
import pathlib
import sys

import pytest

from support.certificate import Certificate
from support.logins import PASSWORD, PUBLIC, SEED, b64
from support.program import require, run

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
