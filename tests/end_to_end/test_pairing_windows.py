# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""A window for pairing closes in time, for a locked screen and for the next one; of many claims one is asked for."""

import json

import pytest

from support.desk import TLS, Desk
from support.mocks import gnome_screensaver, sets_locked
from support.phone import CLAIM, PAIRING, Link, Phone
from support.wamp import ABORT, CALL, ERROR, GOODBYE, WELCOME, WampError

# A crowd comes from one address, and whoever waits for an answer does not look for pings meanwhile.
CROWDED = {**TLS, "limits": {"unjoined_connections": 256, "connections_per_address": 256, "ping_ms": 600_000}}
DENIED = [ABORT, {"message": "the proof is wrong, or there is nobody of this name"}, "wamp.error.authentication_denied"]
AT_ONCE = 15  # the realm of pairing takes sixteen sessions, one of which may wait for its answer


@pytest.fixture
def gateway(start_gateway, everything):
    return start_gateway(config=CROWDED)


@pytest.fixture
def desk(gateway):
    return Desk(gateway)


def opened_by(command):
    return Link(json.loads(command.stdout.wait_for('"opened"').string)["opened"]["link"])


def test_a_window_that_nobody_comes_to_closes_by_itself(gateway, desk):
    desk.opens(seconds=1)
    assert desk.hears_why() == "nobody came in time"
    assert Phone().logs_in(gateway.tls_address, PAIRING)[1] == DENIED


def test_the_next_command_ends_the_one_before_and_lives(gateway, tools):
    with tools.starts("pair", "--json") as first:
        opened_by(first)
        with tools.starts("pair", "--grant", "everything.use", "--json") as second:
            link = opened_by(second)
            closed = json.loads(first.stdout.wait_for('"closed"').string)["closed"]
            assert (closed["device"], closed["why"]) == (None, "another one was opened")
            assert first.wait() == 1
            peer, request = Phone().claims(link)
            second.stdout.wait_for('"asked"')
            second.types("y\n")
            assert peer.result_of(request)[0]["name"] == "Pixel 8"
            assert second.wait() == 0


def test_a_screen_that_is_locked_meanwhile_is_a_no_for_the_terminal_too(gateway, desk, bus, started):
    started.enter_context(gnome_screensaver(bus))
    peer, request = Phone().claims(desk.opens())
    asked = desk.hears()
    gateway.stderr.wait_for("pair: nobody at the desktop can be asked: no program shows notifications")
    sets_locked(bus, True)
    assert desk.hears_why() == "the screen was locked"
    desk.answers(asked)
    with pytest.raises(WampError, match="not_authorized"):
        peer.result_of(request)
    assert desk.devices() == []


def test_behind_a_locked_screen_nobody_is_paired(gateway, desk, bus, started):
    started.enter_context(gnome_screensaver(bus))
    sets_locked(bus, True)
    Phone().claims(desk.opens())
    asked = desk.hears()
    assert desk.hears_why() == "the screen is locked"
    desk.answers(asked)
    assert desk.devices() == []


class Claim:
    """Of a phone that has logged in to be paired, and claims when it is to."""

    def __init__(self, link):
        self.phone = Phone()
        self.peer, said = self.phone.logs_in(link.addresses[0], PAIRING)
        assert said[0] == WELCOME, said

    def goes_out(self, link, proof=None):
        self.request = self.peer.request(CALL, {}, CLAIM, [self.phone.wish(link, proof)])

    def refusal(self):
        with pytest.raises(WampError) as refused:
            self.peer.result_of(self.request)
        return refused.value.text


def claims_at_once(link, count=AT_ONCE, proof=None):
    claims = [Claim(link) for _ in range(count)]
    for claim in claims:
        claim.goes_out(link, proof)
    return claims


def win_and_lose(claims, asked):
    """The one that the desktop is asked about; the others hear that they are too late, and leave."""
    winner, = (claim for claim in claims if claim.phone.id == asked["id"])
    lose(claim for claim in claims if claim is not winner)
    return winner


def lose(claims):
    for claim in claims:
        assert claim.refusal() == "nothing can be claimed here now"
        claim.peer.leaves()


def test_of_a_hundred_claims_one_is_asked_for(desk):
    link = desk.opens()
    claims = claims_at_once(link)
    asked = desk.hears()
    winner = win_and_lose(claims, asked)
    for _ in range(100 // AT_ONCE):
        lose(claims_at_once(link))
    desk.answers(asked)
    assert winner.peer.result_of(winner.request)[0]["id"] == winner.phone.id
    assert desk.hears()["device"]["id"] == winner.phone.id  # and nobody else was asked for in between
    assert [device["id"] for device in desk.devices()] == [winner.phone.id]


def test_each_race_has_one_winner(desk):
    for _ in range(10):
        link = desk.opens()
        claims = claims_at_once(link, count=8)
        asked = desk.hears()
        winner = win_and_lose(claims, asked)
        desk.answers(asked, is_yes=False)
        assert winner.refusal() == "the desktop said no: the answer was no"
        assert desk.hears_why() == "the answer was no"
    assert desk.devices() == []


def test_five_wrong_proofs_at_once_close_it(gateway, desk):
    claims = claims_at_once(desk.opens(), proof="00" * 32)
    assert desk.hears_why() == "too many proofs were wrong"
    heard = [claim.peer.hears() for claim in claims]
    assert [message[5] for message in heard if message[0] == ERROR] == [["the proof is wrong"]] * 5
    assert [message[0] for message in heard if message[0] != ERROR] == [GOODBYE] * (AT_ONCE - 5)
    assert Phone().logs_in(gateway.tls_address, PAIRING)[1] == DENIED
