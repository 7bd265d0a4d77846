# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""A program of the owner says who somebody is whom nobody else knows; Deskgate itself checks the proof."""

import hashlib
import signal
import tomllib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from support.challenges import form_of
from support.gateway import run_deskgate, to_toml
from support.logins import (PASSWORD, PUBLIC, SALT, answer, b64, by_cryptosign, by_scram, by_ticket, by_wampcra, hello,
                            scram_line)
from support.passwords import made_of
from support.tools import Tools
from support.wamp import ABORT, CHALLENGE, ERROR, GOODBYE, HELLO, INVOCATION, REGISTER, WELCOME, YIELD

PROCEDURE = "com.example.authenticate"
CONFIG = {
    "login": {"procedure": PROCEDURE},
    "role": {"family": {"grants": ["everything.use"]}, "owner": {"grants": ["*"]}},
    "principal": {"static": {"role": "family", "ticket": "a static ticket"}},
}
DENIED = [ABORT, {"message": "the proof is wrong, or there is nobody of this name"}, "wamp.error.authentication_denied"]


class Provider:
    """What the owner runs; it knows one answer, and whom it was asked about."""

    def __init__(self, peer):
        self.peer = peer
        self.asked = []
        peer.answer_to(peer.request(REGISTER, {}, PROCEDURE))

    def hears(self):
        code, invocation, _, _, arguments = self.peer.hears()
        assert code == INVOCATION
        self.asked.append(arguments)
        return invocation

    def says(self, *answer):
        self.peer.says([YIELD, self.hears(), {}, list(answer)])

    def knows_nobody(self):
        self.peer.says([ERROR, INVOCATION, self.hears(), {}, "com.example.error.no_such_user"])


@pytest.fixture
def gateway(start_gateway, everything):
    return start_gateway(config=CONFIG)


@pytest.fixture
def provider(gateway):
    return Provider(gateway.owner())


class Between:
    """A gateway as a client sees it, and between its HELLO and what comes back the provider answers."""

    def __init__(self, gateway, answers):
        self._gateway = gateway
        self._answers = answers

    def connect(self):
        peer = self._gateway.connect()
        hears = peer.hears

        def answers_first():
            peer.hears = hears
            self._answers()
            return hears()
        peer.hears = answers_first
        return peer


def says_hello(gateway, name):
    peer = gateway.connect()
    peer.says([HELLO, "deskgate", {"roles": {"caller": {}}, "authmethods": ["ticket"], "authid": name}])
    return peer


ANSWERS = {
    "ticket": ({"ticket": "open sesame"}, lambda gateway: by_ticket(gateway, "eve", "open sesame")),
    "wampcra": ({"wampcra": "a shared secret"}, lambda gateway: by_wampcra(gateway, "eve")),
    "salted": ({"wampcra": {"salt": "pepper", "iterations": 1000,
                            "key": b64(hashlib.pbkdf2_hmac("sha256", PASSWORD, b"pepper", 1000))}},
               lambda gateway: by_wampcra(gateway, "eve", PASSWORD)),
    "wamp-scram": ({"scram": scram_line()}, lambda gateway: by_scram(gateway, "eve")),
    "cryptosign": ({"cryptosign": [PUBLIC]}, lambda gateway: by_cryptosign(gateway, "eve")),
}


@pytest.mark.parametrize("method", ANSWERS)
def test_who_proves_what_the_procedure_says_joins(gateway, provider, everything, method):
    principal, logs_in = ANSWERS[method]
    peer, said = logs_in(Between(gateway, lambda: provider.says({"role": "family", **principal})))
    assert said[0] == WELCOME, said
    assert {key: said[2][key] for key in ("authid", "authrole", "authprovider")} == {
        "authid": "eve", "authrole": "family", "authprovider": "dynamic"}
    assert peer.calls(everything.uri_of("Add"), 2, 3) == [5]
    (realm, name, details), = provider.asked
    assert (realm, name) == ("deskgate", "eve")
    assert details == {"session": said[1], "authmethod": "wampcra" if method == "salted" else method}


WRONG = {
    "a wrong ticket": ({"role": "family", "ticket": "another one"}, lambda gateway: by_ticket(gateway, "eve", "no")),
    "a ticket for a key": ({"role": "family", "cryptosign": [PUBLIC]}, lambda gateway: by_ticket(gateway, "eve", PUBLIC)),
    "another key": ({"role": "family", "cryptosign": [PUBLIC]},
                    lambda gateway: by_cryptosign(gateway, "eve", Ed25519PrivateKey.generate())),
    "a wrong password": ({"role": "family", "scram": scram_line()}, lambda gateway: by_scram(gateway, "eve", b"no")),
}


@pytest.mark.parametrize("case", WRONG)
def test_who_does_not_prove_it_is_nobody(gateway, provider, case):
    answer, logs_in = WRONG[case]
    assert logs_in(Between(gateway, lambda: provider.says(answer)))[1] == DENIED


NO_PRINCIPAL = {
    "no role": ({"ticket": "open sesame"}, 'its answer'),
    "a role that there is not": ({"role": "famly", "ticket": "open sesame"}, 'did you mean "family"?'),
    "the role of this user's own programs": ({"role": "owner", "ticket": "open sesame"}, "only this user's own programs"),
    "no proof": ({"role": "family"}, "has nothing that proves who it is"),
    "a short secret": ({"role": "family", "ticket": "abc"}, "must have at least 8 characters"),
    "another type": ({"role": "family", "ticket": 12345678}, '"ticket"'),
    "an unknown key": ({"role": "family", "ticket": "open sesame", "admin": True}, '"admin"'),
    "a text": ("yes", "something else than one dictionary"),
    "a yes": (True, "something else than one dictionary"),
}


@pytest.mark.parametrize("case", NO_PRINCIPAL)
def test_what_is_no_principal_admits_nobody_and_is_told_in_the_log(gateway, provider, case):
    answer, told = NO_PRINCIPAL[case]
    assert by_ticket(Between(gateway, lambda: provider.says(answer)), "eve", "open sesame")[1] == DENIED
    line = gateway.stderr.wait_for(f"login: {PROCEDURE}: ")[0]
    assert told in gateway.stderr.text and "open sesame" not in gateway.stderr.text, line


def test_an_error_is_nobody(gateway, provider):
    assert by_ticket(Between(gateway, provider.knows_nobody), "eve")[1] == DENIED


def test_while_nobody_has_registered_it_there_is_nobody(gateway):
    assert by_ticket(gateway, "eve")[1] == DENIED
    gateway.stderr.wait_for("nobody has registered it")


def test_whom_the_configuration_knows_nobody_is_asked_about(gateway, provider):
    assert by_ticket(gateway, "static", "a static ticket")[1][0] == WELCOME
    assert by_ticket(gateway, "static", "a wrong ticket")[1] == DENIED
    assert provider.peer.calls("wamp.session.count") and not provider.asked


def test_a_provider_that_leaves_leaves_nobody_waiting(gateway, provider):
    def leaves():
        provider.hears()
        provider.peer.closes()
    assert by_ticket(Between(gateway, leaves), "eve")[1] == DENIED


def test_whoever_has_been_told_of_makes_room_for_the_next(gateway, provider):
    peers = []
    for i in range(20):  # more than may wait for an answer at a time
        between = Between(gateway, lambda: provider.says({"role": "family", "ticket": "open sesame"}))
        peer, said = by_ticket(between, f"eve{i}", "open sesame")
        assert said[0] == WELCOME, said
        peers.append(peer)


def test_of_too_many_who_wait_the_last_is_nobody(start_gateway, everything):
    gateway = start_gateway(config={**CONFIG, "limits": {"connections_per_address": 20}})
    provider = Provider(gateway.owner())
    waiting = [says_hello(gateway, f"eve{i}") for i in range(16)]
    asked = [provider.hears() for _ in waiting]
    assert hello(gateway, "ticket", "one too many")[1] == [CHALLENGE, "ticket", {}]
    gateway.stderr.wait_for("16 questions wait for it")
    for invocation in asked:
        provider.peer.says([YIELD, invocation, {}, [{"role": "family", "ticket": "open sesame"}]])
    for peer in waiting:
        assert peer.hears() == [CHALLENGE, "ticket", {}]
        assert answer(peer, "open sesame")[0] == WELCOME


def test_silence_is_nobody(gateway, provider):
    assert by_ticket(Between(gateway, provider.hears), "eve")[1] == DENIED
    gateway.stderr.wait_for("it has not answered in 5 s")


def test_who_hangs_up_is_forgotten(gateway, provider):
    peer = says_hello(gateway, "eve")
    invocation = provider.hears()
    peer.closes()
    provider.peer.says([YIELD, invocation, {}, [{"role": "family", "ticket": "open sesame"}]])
    assert provider.peer.calls("wamp.session.count")
    assert by_ticket(Between(gateway, lambda: provider.says({"role": "family", "ticket": "open sesame"})),
                     "eve", "open sesame")[1][0] == WELCOME


def test_only_the_owner_provides_it_and_nobody_calls_it(start_gateway, everything):
    everything_goes = [{"uri": "com.example.", "match": "prefix", "allow": ["call", "register"]}]
    gateway = start_gateway(config={**CONFIG, "role": {**CONFIG["role"], "anonymous": {"permission": everything_goes}}})
    stranger = gateway.client()
    stranger.says([REGISTER, 1, {}, PROCEDURE])
    assert stranger.hears()[4] == "wamp.error.not_authorized"
    stranger = gateway.client()
    stranger.answer_to(stranger.request(REGISTER, {"match": "prefix"}, "com.example."))
    assert by_ticket(gateway, "eve")[1] == DENIED  # and the stranger is not asked
    assert gateway.client().fails_to_call(PROCEDURE, "deskgate", "eve", {}).uri == "wamp.error.not_authorized"
    assert gateway.owner().fails_to_call(PROCEDURE, "deskgate", "eve", {}).uri == "wamp.error.not_authorized"


def test_with_another_procedure_its_people_log_in_again(gateway, provider, folder):
    peer, said = by_ticket(Between(gateway, lambda: provider.says({"role": "family", "ticket": "open sesame"})), "eve",
                           "open sesame")
    assert said[0] == WELCOME
    static, _ = by_ticket(gateway, "static", "a static ticket")
    file = folder / "deskgate.toml"
    file.write_text(file.read_text().replace(PROCEDURE, "com.example.another"))
    heard = peer.hears()
    assert (heard[0], heard[2]) == (GOODBYE, "wamp.close.killed")
    assert static.calls("org.deskgate.bus.list") != []


CHANGES = {
    "another procedure": lambda text: text.replace(PROCEDURE, "com.example.another"),
    "a principal of this name": lambda text: text + '\n[principal.eve]\nrole = "family"\nticket = "another one"\n',
}


@pytest.mark.parametrize("change", CHANGES)
def test_who_has_not_proved_it_yet_when_that_changes_is_nobody(gateway, provider, folder, change):
    def eve_says_hello():
        between = Between(gateway, lambda: provider.says({"role": "family", "ticket": "open sesame"}))
        return hello(between, "ticket", "eve")[0]
    witness, late = eve_says_hello(), eve_says_hello()
    assert answer(witness, "open sesame")[0] == WELCOME
    file = folder / "deskgate.toml"
    file.write_text(CHANGES[change](file.read_text()))
    assert witness.hears()[0] == GOODBYE
    assert answer(late, "open sesame") == DENIED


NONCE = b64(b"nonces")


def form_after(gateway, method, answers):
    """Of the challenge that eve hears once the provider has answered."""
    _, challenge = hello(Between(gateway, answers), method, "eve", nonce=NONCE)
    assert challenge[0] == CHALLENGE
    return form_of(challenge)


PASSWORDS = {
    "a shared secret": ("wampcra", {"wampcra": "a shared secret"}),
    "a salted one": ("wampcra", {"wampcra": {"key": "any key", "salt": "qlvbnwuhzrkt", "iterations": 2000}}),
    "pbkdf2": ("wamp-scram", {"scram": scram_line()}),
}


@pytest.mark.parametrize("password", PASSWORDS)
def test_the_challenge_of_nobody_has_the_form_of_the_last_one_told_of(gateway, provider, password):
    method, proof = PASSWORDS[password]
    known = form_after(gateway, method, lambda: provider.says({"role": "family", **proof}))
    assert form_after(gateway, method, provider.knows_nobody) == known


@pytest.mark.parametrize("method", ["wampcra", "wamp-scram"])
def test_from_the_first_it_has_the_form_of_what_the_password_command_makes(start_gateway, everything, folder, method):
    proof = tomllib.loads(made_of(Tools(folder), PASSWORD.decode(), "--method", method))

    def forms():
        gateway = start_gateway(config=CONFIG)
        provider = Provider(gateway.owner())
        unknown = form_after(gateway, method, provider.knows_nobody)
        known = form_after(gateway, method, lambda: provider.says({"role": "family", **proof}))
        assert gateway.stop(signal.SIGTERM) == 0
        return unknown, known

    unknown, known = forms()
    assert unknown == known
    assert forms() == (known, known)


def test_from_the_first_it_has_the_form_of_a_principal_of_the_file(start_gateway, everything):
    ann = {"role": "family", "scram": scram_line()}
    gateway = start_gateway(config={**CONFIG, "principal": {"ann": ann}})
    provider = Provider(gateway.owner())
    unknown = form_after(gateway, "wamp-scram", provider.knows_nobody)
    assert form_after(gateway, "wamp-scram", lambda: provider.says(ann)) == unknown


def test_without_a_procedure_it_has_the_form_of_the_file_again(start_gateway, everything, folder):
    ann = {"role": "family", "scram": f"argon2id13,2,64,{b64(SALT)},{b64(bytes(32))},{b64(bytes(32))}"}
    gateway = start_gateway(config={**CONFIG, "principal": {"ann": ann}})
    provider = Provider(gateway.owner())
    told = form_after(gateway, "wamp-scram", lambda: provider.says({"role": "family", "scram": scram_line()}))
    file = folder / "deskgate.toml"
    file.write_text(file.read_text().replace(f'[login]\nprocedure = "{PROCEDURE}"\n', ""))
    gateway.stderr.wait_for(r"^info\s+reload: ")
    known, unknown = (form_of(hello(gateway, "wamp-scram", name, nonce=NONCE)[1]) for name in ("ann", "eve"))
    assert known == unknown != told


@pytest.mark.parametrize("procedure, told", [
    ("", "such as \"com.example.login\""), ("org.deskgate.login", "must be a name of your own"), ("wamp.login", "must be a name of your own"),
    ("com..example", "must be a URI"),
])
def test_what_is_no_procedure_is_told(folder, procedure, told):
    file = folder / "broken.toml"
    file.write_text(to_toml({"login": {"procedure": procedure}}))
    ended = run_deskgate(folder, "run", "--config", str(file))
    assert ended.returncode == 1
    assert told in ended.stderr and f"{file}:" in ended.stderr
