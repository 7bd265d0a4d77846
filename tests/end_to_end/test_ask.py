# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Where a rule says `ask`, the person at the desktop is asked by a real notification server, and nothing but a yes is one."""

import json

import pytest

from support.logins import by_ticket
from support.mocks import gnome_screensaver, screensaver_of_gnome, sets_locked
from support.waiting import eventually

POLICY = """
summary = "Tests: a service that is asked for"

[service]
name = "org.example.Everything"
path = "/org/example/Everything"
uri  = "org.deskgate.asked"

[grant.use."org.example.Everything".call]
Add        = { ask = true }
EchoString = { ask = true }

[grant.use."org.example.Everything"]
set.Level = { ask = true }
"""
ADD = "org.deskgate.asked.Everything.Add"
CANCEL = 49
ECHO = "org.deskgate.asked.Everything.EchoString"


@pytest.fixture
def log(folder):
    return folder / ".local/state/deskgate/audit.jsonl"


@pytest.fixture
def full_disk(log):
    """Nothing can be written to the audit log."""
    log.parent.mkdir(parents=True, mode=0o700)
    log.symlink_to("/dev/full")


@pytest.fixture
def gateway(folder, start_gateway, everything):
    policies = folder / "policies"
    policies.mkdir()
    (policies / "asked.toml").write_text(POLICY)
    family = {"role": {"anonymous": {"grants": ["asked.use"]}, "family": {"grants": ["asked.use"]}},
              "principal": {"script": {"role": "family", "ticket": "open sesame"}}}
    return start_gateway(policies=[policies], config=family)


def refusal_of(client, request):
    try:
        result = client.result_of(request)
    except Exception as error:  # noqa: BLE001 — the test looks at it
        return error.uri, error.text
    raise AssertionError(f"was allowed: {result}")


def starts(client, dunst, procedure=ADD, arguments=(2, 3)):
    request = client.starts_calling(procedure, *arguments)
    dunst.comes_to_display(1)
    return request


def test_once_is_once(gateway, dunst):
    client = gateway.client()
    for _ in range(2):
        request = starts(client, dunst)
        dunst.presses("Allow once")
        assert client.result_of(request) == [5]
        dunst.comes_to_display(0)


def test_the_question_says_who_wants_what(gateway, dunst):
    client = gateway.client()
    request = starts(client, dunst, ECHO, ["<b>&amp;</b>"])
    dunst.presses("Do not allow")
    assert refusal_of(client, request) == ("wamp.error.not_authorized", "the desktop said no")
    shown = dunst.history[0]
    assert (shown["appname"], shown["summary"]) == ("Deskgate", "somebody on this machine wants: tests (use)")
    assert shown["body"].splitlines() == ["EchoString", ECHO, '1: "<b>&amp;</b>"']


def test_what_cannot_be_shown_whole_is_refused_unasked(gateway, dunst):
    client = gateway.client()
    uri, told = refusal_of(client, client.starts_calling(ECHO, "harmless " * 110 + "and this as well"))
    assert (uri, told) == ("wamp.error.not_authorized", (
        "argument 1: too long; the desktop, which is asked before this call, is shown all arguments, and they may have "
        "1000 octets together"))
    assert dunst.history == []
    dunst.comes_to_display(0)


def test_the_answer_is_recorded_and_then_what_it_lets_through(gateway, dunst, log):
    client = gateway.client()
    request = starts(client, dunst)
    dunst.presses("Do not allow")
    refusal_of(client, request)
    dunst.comes_to_display(0)
    request = starts(client, dunst)
    dunst.presses("Allow once")
    assert client.result_of(request) == [5]
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert [(line["event"], line["verdict"]) for line in lines if line["event"] != "login"] == [
        ("ask", "refused"), ("ask", "allowed"), ("write", "allowed")]


def test_a_yes_that_cannot_be_recorded_is_none(full_disk, gateway, dunst):
    client, _ = by_ticket(gateway)
    request = starts(client, dunst)
    dunst.presses("Allow for ten minutes")
    assert refusal_of(client, request) == (
        "wamp.error.unavailable", "the audit log cannot be written, and without it nothing is changed")
    dunst.comes_to_display(0)
    request = starts(client, dunst)  # and it is asked for again
    dunst.presses("Do not allow")
    assert refusal_of(client, request)[1] == "the desktop said no"


def test_ten_minutes_are_for_the_same_request(gateway, dunst):
    client, _ = by_ticket(gateway)
    request = starts(client, dunst)
    dunst.presses("Allow for ten minutes")
    assert client.result_of(request) == [5]
    assert client.calls(ADD, 2, 3) == [5]
    dunst.comes_to_display(0)
    request = starts(client, dunst, arguments=(2, 4))
    dunst.presses("Do not allow")
    assert refusal_of(client, request)[0] == "wamp.error.not_authorized"


def test_a_stranger_is_not_allowed_ten_minutes_which_all_strangers_would_have(gateway, dunst):
    client = gateway.client()
    request = starts(client, dunst)
    dunst.presses("Allow for ten minutes")  # there is no such button
    dunst.presses("Allow once")
    assert client.result_of(request) == [5]
    request = starts(client, dunst)
    dunst.presses("Do not allow")
    assert refusal_of(client, request)[0] == "wamp.error.not_authorized"


def test_who_takes_questions_back_three_times_is_not_asked_about_any_more(gateway, dunst):
    client = gateway.client()
    for number in range(3):
        request = starts(client, dunst, arguments=(number, 0))
        client.says([CANCEL, request, {"mode": "killnowait"}])
        assert refusal_of(client, request)[0] == "wamp.error.canceled"
        dunst.comes_to_display(0)
    assert client.fails_to_call(ADD, 2, 3).text == "the desktop said no"


def test_a_question_that_is_closed_is_answered_no(gateway, dunst):
    client = gateway.client()
    request = starts(client, dunst)
    dunst.closes_all()
    assert refusal_of(client, request) == ("wamp.error.not_authorized", "the desktop said no")


def test_after_three_times_no_nobody_is_bothered(gateway, dunst):
    client = gateway.client()
    for number in range(3):
        request = starts(client, dunst, arguments=(number, 0))
        dunst.presses("Do not allow")
        assert refusal_of(client, request)[1] == "the desktop said no"
    assert refusal_of(client, client.starts_calling(ADD, 9, 9))[1] == "the desktop said no"
    assert len(dunst.history) == 3


def test_one_caller_has_one_question_open(gateway, dunst):
    client = gateway.client()
    first = starts(client, dunst)
    assert "another question of yours is open" in refusal_of(client, client.starts_calling(ADD, 4, 4))[1]
    dunst.presses("Allow once")
    assert client.result_of(first) == [5]


def test_a_property_is_asked_for_too(gateway, dunst):
    client = gateway.client()
    request = client.starts_calling("org.deskgate.asked.Everything.Level.set", 0.5)
    dunst.comes_to_display(1)
    dunst.presses("Allow once")
    assert client.result_of(request) == []


def test_who_no_longer_waits_takes_the_question_away(gateway, dunst):
    client = gateway.client()
    starts(client, dunst)
    client.closes()
    dunst.comes_to_display(0)


def test_rules_that_change_meanwhile_are_a_no(gateway, folder, dunst):
    client = gateway.client()
    request = starts(client, dunst)
    file = folder / "policies/asked.toml"
    file.write_text(file.read_text().replace("[service]", '[service]\nbus = "session"'))
    assert refusal_of(client, request) == ("wamp.error.not_authorized", "the rules have changed meanwhile")
    dunst.comes_to_display(0)


def test_a_service_that_goes_meanwhile_ends_the_call(gateway, dunst, everything):
    client = gateway.client()
    request = starts(client, dunst)
    everything.stop()
    assert refusal_of(client, request)[0] == "wamp.error.canceled"
    dunst.comes_to_display(0)


def test_without_a_server_nobody_can_be_asked(gateway):
    client = gateway.client()
    assert "no program shows notifications" in refusal_of(client, client.starts_calling(ADD, 2, 3))[1]


def test_a_server_that_goes_meanwhile_is_a_no(gateway, dunst):
    client = gateway.client()
    request = starts(client, dunst)
    dunst.stop()
    assert "what showed the question has gone" in refusal_of(client, request)[1]


def test_a_screen_saver_that_locks_nothing_is_in_nobodys_way(gateway, dunst, bus, started):
    started.enter_context(screensaver_of_gnome(bus))
    client = gateway.client()
    request = starts(client, dunst)
    dunst.presses("Allow once")
    assert client.result_of(request) == [5]


def test_behind_a_locked_screen_nobody_is_asked(gateway, dunst, bus, started):
    started.enter_context(gnome_screensaver(bus))
    client = gateway.client()
    sets_locked(bus, True)
    assert "the screen is locked" in refusal_of(client, client.starts_calling(ADD, 2, 3))[1]
    sets_locked(bus, False)
    request = starts(client, dunst)
    sets_locked(bus, True)
    assert "the screen was locked" in refusal_of(client, request)[1]
    dunst.comes_to_display(0)
    eventually("no question is left in the history but one", lambda: len(dunst.history), lambda count: count == 1)
