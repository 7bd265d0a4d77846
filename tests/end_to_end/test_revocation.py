# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""After a revocation is acknowledged nothing flows to the device or from it, whatever was under way: recorded
histories of random schedules, checked afterwards. DESKGATE_SCHEDULES=1000 plays more, DESKGATE_SEED=… those of a run."""

import contextlib
import os
import random

import pytest
import websockets

from support.phone import Link, Phone
from support.wamp import (CALL, ERROR, EVENT, GOODBYE, INVOCATION, PUBLISH, PUBLISHED, REGISTER, RESULT, YIELD)

SCHEDULES = int(os.environ.get("DESKGATE_SCHEDULES", 100))
SEED = int(os.environ.get("DESKGATE_SEED", random.randrange(2**32)))
TICK, WORK = "com.example.tick", "com.example.work"
AFTERWARDS = 3  # what is published, asked and answered after the acknowledgement

CONFIG = {
    "listen": {"websocket": "127.0.0.1:0", "unix": "deskgate/wamp.sock", "tls": "127.0.0.1:0"},
    "limits": {"failed_logins": False},
    "role": {"owner": {"grants": ["*"]}, "device": {"permission": [
        {"uri": TICK, "allow": ["subscribe"]}, {"uri": WORK, "allow": ["call"]}]}},
}


class Desk:
    """This user's own program: it publishes ticks, does the work, pairs and revokes, on one connection and in order."""

    def __init__(self, gateway):
        self.peer = gateway.owner()
        self.peer.subscribes("org.deskgate.admin.pairing.asked")
        self.peer.subscribes("org.deskgate.admin.pairing.closed")
        self.peer.answer_to(self.peer.request(REGISTER, {}, WORK))
        self.ticks = 0
        self.asked = []      # the arguments of every invocation, in order
        self.answered = []
        self._unanswered = []

    def pairs(self, phone):
        link = Link(self.peer.calls("org.deskgate.admin.pairing.open", {"grants": []})[0]["link"])
        peer, request = phone.claims(link)
        asked = self.peer.next_event().arguments[0]
        self.peer.calls("org.deskgate.admin.pairing.answer", asked["number"], True)
        peer.result_of(request)
        self.peer.next_event()
        peer.closes()

    def ticks_once(self):
        self.ticks += 1
        self._answered_by(PUBLISHED, self.peer.request(PUBLISH, {"acknowledge": True}, TICK, [self.ticks]))

    def works_once(self):
        if self._unanswered:
            invocation = self._unanswered.pop(0)
            self.answered.append(tuple(invocation[4]))
            self.peer.says([YIELD, invocation[1], {}, invocation[4]])

    def revokes(self, phone):
        self._answered_by(RESULT, self.peer.request(CALL, {}, "org.deskgate.admin.devices.revoke", [phone.id]))

    def hears_of(self, asked):
        """Waits for the invocation of a call."""
        while asked not in self.asked:
            self._hears()

    def _answered_by(self, kind, request):
        while (message := self._hears())[:2] != [kind, request]:
            assert message[0] != ERROR, message

    def _hears(self):
        message = self.peer.hears()
        if message[0] == INVOCATION:
            self.asked.append(tuple(message[4]))
            self._unanswered.append(message)
        return message


class Session:
    """One of a device, which asks for work and hears ticks; it reads nothing before the end, and by then all of it:
    who writes to a connection that has been closed may lose what came before."""

    def __init__(self, phone, gateway, name):
        self.peer = phone.joins(gateway.tls_address)
        self.peer.subscribes(TICK)
        self._name = name
        self._calls = 0

    def asks(self):
        self._calls += 1
        call = (self._name, self._calls)
        with contextlib.suppress(OSError, websockets.ConnectionClosed):  # Deskgate may have hung up
            self.peer.request(CALL, {}, WORK, list(call))
        return call

    def history(self):
        """All that came, up to the end, which must come."""
        heard = []
        while message := self.peer.hears():
            heard.append(message)
            if message[0] == GOODBYE:
                break
        self.peer.closes()
        return heard


def plays(schedule, gateway, desk, chance):
    """One device from its pairing until after its revocation. What was acknowledged when, and what its sessions heard."""
    phone = Phone(f"phone {schedule}")
    desk.pairs(phone)
    sessions = [Session(phone, gateway, f"{schedule}.{number}") for number in range(chance.randint(1, 3))]
    shouter = Session(phone, gateway, f"{schedule}.shouter")  # asks on and on
    for _ in range(chance.randint(0, 12)):
        chance.choice((desk.ticks_once, desk.works_once, lambda: chance.choice([*sessions, shouter]).asks()))()
    if chance.random() < 0.5:  # something is surely under way
        desk.hears_of(chance.choice(sessions).asks())
    desk.revokes(phone)
    last_tick, answered = desk.ticks, set(desk.answered)
    too_late = []
    for _ in range(AFTERWARDS):
        desk.ticks_once()
        too_late.append(shouter.asks())
        desk.works_once()
    shouter.peer.closes()
    return phone, last_tick, answered, [session.history() for session in sessions], too_late


@pytest.fixture
def gateway(start_gateway):
    gateway = start_gateway(config=CONFIG)
    yield gateway
    while Phone.connected:
        Phone.connected.pop().closes()


def test_nothing_flows_after_a_revocation_is_acknowledged(gateway):
    print(f"DESKGATE_SEED={SEED}")
    chance = random.Random(SEED)
    desk = Desk(gateway)
    bystander = Phone("bystander")
    desk.pairs(bystander)
    innocent = Session(bystander, gateway, "bystander")
    were_busy, all_too_late = 0, set()
    for schedule in range(SCHEDULES):
        before = desk.ticks  # and the bystander has heard of all of them
        phone, last_tick, answered, histories, too_late = plays(schedule, gateway, desk, chance)
        for heard in histories:
            assert heard and heard[-1][0] == GOODBYE, f"schedule {schedule}: {heard}"
            ticks = [message[4][0] for message in heard if message[0] == EVENT]
            assert ticks == list(range(before + 1, last_tick + 1)), f"schedule {schedule}: {ticks}, not up to {last_tick}"
            results = {tuple(message[3]) for message in heard if message[0] == RESULT}
            assert results <= answered, f"schedule {schedule}: {results - answered} came back too late"
            were_busy += len(results)
        assert [innocent.peer.next_event().arguments[0] for _ in range(desk.ticks - before)] == list(
            range(before + 1, desk.ticks + 1))
        all_too_late.update(too_late)
        refused, said = phone.logs_in(gateway.tls_address)
        assert said[2] == "wamp.error.authentication_denied"
        refused.closes()
    assert not all_too_late & set(desk.asked), f"passed on too late: {all_too_late & set(desk.asked)}"
    assert were_busy, "no schedule had a result in it: nothing was under way"
