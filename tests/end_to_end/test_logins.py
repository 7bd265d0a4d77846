# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Who proves to be one of the configuration's principals, by each method, joins in that one's role; nobody else does."""

import hashlib
import json
import signal

import pytest

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from support.challenges import form_of
from support.logins import (PUBLIC, PASSWORD, SALT, b64, scram_line, hello, by_ticket, by_wampcra, by_scram,
                            by_cryptosign)
from support.wamp import ABORT, AUTHENTICATE, GOODBYE, WELCOME

PRINCIPALS = {
    "phone": {"role": "family", "cryptosign": [PUBLIC]},
    "script": {"role": "family", "ticket": "open sesame"},
    "tablet": {"role": "family", "wampcra": "a shared secret"},
    "salted": {"role": "family", "wampcra": {
        "salt": "pepper", "iterations": 1000, "key": b64(hashlib.pbkdf2_hmac("sha256", PASSWORD, b"pepper", 1000))}},
    "ann": {"role": "family", "scram": scram_line()},
}
CONFIG = {"role": {"family": {"grants": ["everything.use"]}}, "principal": PRINCIPALS}


@pytest.fixture
def gateway(start_gateway, everything):
    return start_gateway(config=CONFIG)


WAYS = {
    "ticket": (by_ticket, "script"), "wampcra": (by_wampcra, "tablet"), "wamp-scram": (by_scram, "ann"),
    "cryptosign": (by_cryptosign, "phone"),
}


@pytest.mark.parametrize("method", WAYS)
def test_who_proves_it_joins_in_the_role_of_the_principal(gateway, everything, method):
    by, name = WAYS[method]
    peer, said = by(gateway)
    assert said[0] == WELCOME, said
    assert {key: said[2][key] for key in ("authid", "authrole", "authmethod", "authprovider")} == {
        "authid": name, "authrole": "family", "authmethod": method, "authprovider": "static"}
    assert peer.calls(everything.uri_of("Add"), 2, 3) == [5]


@pytest.mark.parametrize("method, extra, keys", [
    ("wampcra", {}, ("salt", "iterations", "keylen")), ("wamp-scram", {"nonce": "AAAA"}, ("salt", "iterations", "kdf"))])
def test_the_challenge_of_nobody_stays_the_same_over_a_restart_and_is_another_elsewhere(
        start_gateway, everything, folder, method, extra, keys):
    """As it does for somebody: else a restart would tell who is there."""
    salted = {**CONFIG, "principal": {name: PRINCIPALS[name] for name in ("salted", "ann")}}

    def salt_of_nobody(state):
        gateway = start_gateway(config={**salted, "state": str(state)})
        _, challenge = hello(gateway, method, "nobody", **extra)
        assert gateway.stop(signal.SIGTERM) == 0
        return [challenge[2][key] for key in keys]

    first = salt_of_nobody(folder / "state")
    assert salt_of_nobody(folder / "state") == first
    elsewhere = salt_of_nobody(folder / "elsewhere")
    assert elsewhere[0] != first[0] and elsewhere[1:] == first[1:]


def salted(salt):
    return {"wampcra": {"key": "any key", "salt": salt, "iterations": 2000, "keylen": 16}}


NONCE = b64(b"nonces")
PASSWORDS = {
    "argon2id": ("wamp-scram", {"scram": f"argon2id13,2,64,{b64(SALT)},{b64(bytes(32))},{b64(bytes(32))}"}),
    "pbkdf2": ("wamp-scram", {"scram": scram_line()}),
    "a shared secret": ("wampcra", {"wampcra": "a shared secret"}),
    "a salt in hexadecimal digits": ("wampcra", salted("5ea1c0ffee5ea1c0ffee5ea1c0ffee00")),
    "a salt in letters": ("wampcra", salted("qlvbnwuhzrkt")),
    "a salt in base64": ("wampcra", salted(b64(SALT))),
}


@pytest.mark.parametrize("password", PASSWORDS)
def test_the_challenge_of_nobody_has_the_form_of_somebody_s_over_a_restart_too(start_gateway, folder, password):
    method, proof = PASSWORDS[password]
    config = {"state": str(folder / "state"), "role": {"family": {"grants": []}},
              "principal": {"ann": {"role": "family", **proof}, "phone": PRINCIPALS["phone"]}}

    def challenges():
        gateway = start_gateway(config=config)
        heard = [hello(gateway, method, name, nonce=NONCE)[1] for name in ("ann", "eve", "phone")]
        assert gateway.stop(signal.SIGTERM) == 0
        return heard

    before, after = challenges(), challenges()
    somebody, nobody, without_password = map(form_of, before)
    assert somebody == nobody == without_password
    assert [form_of(challenge) for challenge in after] == [somebody] * 3
    assert [each[2].get("salt") for each in after] == [each[2].get("salt") for each in before]


def test_a_salted_secret_is_derived_as_the_challenge_says(gateway):
    _, said = by_wampcra(gateway, "salted", PASSWORD)
    assert said[0] == WELCOME


OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
DENIED = [
    lambda gateway: by_ticket(gateway, ticket="open barley"),
    lambda gateway: by_ticket(gateway, "nobody"),
    lambda gateway: by_ticket(gateway, "phone"),
    lambda gateway: by_wampcra(gateway, secret=b"another secret"),
    lambda gateway: by_wampcra(gateway, "nobody"),
    lambda gateway: by_scram(gateway, password=b"wrong horse"),
    lambda gateway: by_scram(gateway, "nobody"),
    lambda gateway: by_cryptosign(gateway, key=OTHER),
    lambda gateway: by_cryptosign(gateway, "ann"),
]


@pytest.mark.parametrize("log_in", DENIED)
def test_who_does_not_prove_it_hears_the_same_whoever_it_is(gateway, log_in):
    _, said = log_in(gateway)
    assert said == [ABORT, {"message": "the proof is wrong, or there is nobody of this name"},
                    "wamp.error.authentication_denied"]


def test_nobody_has_the_same_salt_each_time(gateway):
    asked = [hello(gateway, "wamp-scram", "nobody", nonce=b64(b"nonce"))[1][2] for _ in range(2)]
    known = hello(gateway, "wamp-scram", "ann", nonce=b64(b"nonce"))[1][2]
    assert asked[0]["salt"] == asked[1]["salt"] != known["salt"]
    assert {key: asked[0][key] for key in ("kdf", "iterations")} == {key: known[key] for key in ("kdf", "iterations")}
    assert asked[0].keys() == known.keys()


def test_a_method_that_nobody_has_is_refused_with_those_that_there_are(gateway):
    _, said = hello(gateway, "kerberos", "ann")
    assert said[2] == "wamp.error.no_matching_auth_method"
    assert "cryptosign, ticket, wamp-scram, wampcra, anonymous" in said[1]["message"]


def test_an_answer_that_nobody_asked_for_is_refused(gateway):
    peer = gateway.connect()
    peer.says([AUTHENTICATE, "open sesame", {}])
    assert peer.hears()[0] == ABORT


def test_who_is_taken_out_of_the_configuration_is_logged_out(gateway, folder):
    peer, said = by_ticket(gateway)
    assert said[0] == WELCOME
    other, _ = by_cryptosign(gateway)
    file = folder / "deskgate.toml"
    file.write_text(file.read_text().replace("open sesame", "close sesame"))
    heard = peer.hears()
    assert (heard[0], heard[2]) == (GOODBYE, "wamp.close.killed")
    assert other.calls("org.deskgate.bus.list")
    assert by_ticket(gateway)[1][0] == ABORT
    assert by_ticket(gateway, ticket="close sesame")[1][0] == WELCOME


@pytest.mark.parametrize("principal, told", [
    ({"role": "famly", "ticket": "open sesame"}, 'no [role.famly]; did you mean "family"?'),
    ({"role": "family"}, "proves itself by nothing"),
    ({"role": "family", "ticket": "short"}, "at least 8 characters"),
    ({"role": "family", "cryptosign": ["12"]}, "no Ed25519 public key"),
    ({"role": "family", "scram": "bcrypt,1,2"}, "must begin with argon2id13 or pbkdf2"),
    ({"role": "family", "scram": scram_line().replace(b64(SALT), b64(SALT[:12]))}, "a salt that is not 16 octets"),
    ({"role": "family", "tickt": "open sesame"}, 'did you mean "ticket"?'),
    ({"role": "owner", "ticket": "open sesame"}, '"role" in [principal.wrong] is "owner", which only this user\'s own programs'),
    ({"role": "device", "ticket": "open sesame"}, "which only paired devices have"),
    ({"role": "family", "cryptosign": [PUBLIC], "ticket": "open sesame"}, "has a key that [principal.phone] has"),
])
def test_a_mistake_in_a_principal_is_told_with_its_line(gateway, folder, principal, told):
    file = folder / "deskgate.toml"
    lines = [f"{key} = {json.dumps(value)}" for key, value in principal.items()]
    file.write_text(file.read_text() + "\n[principal.wrong]\n" + "\n".join(lines) + "\n")
    gateway.stderr.wait_for(rf"reload: {file}:\d+: .*")
    assert told in gateway.stderr.text


def test_a_file_with_secrets_that_others_may_read_is_refused(gateway, folder):
    (folder / "deskgate.toml").chmod(0o644)
    gateway.process.send_signal(1)
    gateway.stderr.wait_for(r"has a secret, and others may read the file; chmod 600 ")
