# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""A program of the owner decides on what grants and permissions leave open."""

import os
import re

import pytest

from support.gateway import REPOSITORY
from support.program import Program
from support.wamp import (CALL, ERROR, GOODBYE, HELLO, INVOCATION, PUBLISH, PUBLISHED, REGISTER, REGISTERED, SUBSCRIBE,
                          SUBSCRIBED, UNSUBSCRIBED, WELCOME, YIELD, Peer, RawSocket, WampError)

AUTHORIZE = "com.example.authorize"
CONFIG = {"authorize": {"procedure": AUTHORIZE}}
LAMP = "com.example.lamp"
ACTIONS = {"call": CALL, "register": REGISTER, "subscribe": SUBSCRIBE, "publish": PUBLISH}
NOT_AUTHORIZED = "wamp.error.not_authorized"
UNREGISTER, UNREGISTERED = 66, 67
REVOCABLE = {"roles": {"caller": {}, "publisher": {}, "callee": {"features": {"registration_revocation": True}},
                       "subscriber": {"features": {"subscription_revocation": True}}}}


class Question:
    def __init__(self, peer, invocation):
        code, self.invocation, _, _, (self.session, self.uri, self.action, self.options) = invocation
        assert code == INVOCATION
        self._peer = peer

    def is_answered(self, *answer):
        self._peer.says([YIELD, self.invocation, {}, list(answer)])

    def fails(self):
        self._peer.says([ERROR, INVOCATION, self.invocation, {}, "com.example.error.tired"])


class Provider:
    """What the owner runs."""

    def __init__(self, peer):
        self.peer = peer
        self.registration = peer.answer_to(peer.request(REGISTER, {}, AUTHORIZE))[2]

    def hears_a_question(self):
        return Question(self.peer, self.peer.hears())

    def allows(self, **more):
        question = self.hears_a_question()
        question.is_answered({"allow": True, **more} if more else True)
        return question

    def hears_nothing(self):
        """Until now: an answer to a request of its own comes first."""
        assert self.peer.calls("wamp.session.count")


@pytest.fixture
def gateway(start_gateway):
    return start_gateway(config=CONFIG)


@pytest.fixture
def provider(gateway):
    return Provider(gateway.owner())


@pytest.fixture
def lamp(gateway):
    """A program of the owner with a procedure."""
    program = gateway.owner()
    program.answer_to(program.request(REGISTER, {}, LAMP))
    return program


def starts(client, action, uri=LAMP, **options):
    """The request, with which the client does not wait for the answer."""
    return client.request(ACTIONS[action], options | ({"acknowledge": True} if action == "publish" else {}), uri)


def error_of(client, request):
    try:
        raise AssertionError(f"was answered: {client.answer_to(request)}")
    except WampError as error:
        return error


def is_refused(client, request):
    return error_of(client, request).uri == NOT_AUTHORIZED


def joins_revocable(gateway):
    """A stranger who is told what is taken back."""
    client = gateway.connect()
    client.says([HELLO, "deskgate", REVOCABLE])
    assert client.hears()[0] == WELCOME
    return client


@pytest.mark.parametrize("action, answer", [("register", REGISTERED), ("subscribe", SUBSCRIBED),
                                            ("publish", PUBLISHED)])
def test_what_it_allows_is_done(action, answer, gateway, provider):
    client = gateway.client()
    request = starts(client, action)
    question = provider.allows()
    assert (question.uri, question.action, question.options) == (LAMP, action, {"match": "exact"})
    assert client.answer_to(request)[0] == answer


def test_a_call_that_it_allows_is_made(gateway, provider, lamp):
    client = gateway.client()
    request = client.starts_calling(LAMP, "on")
    question = provider.allows()
    assert (question.uri, question.action, question.options) == (LAMP, "call", {"match": "exact"})
    invocation = lamp.hears()
    assert invocation[4] == ["on"]
    lamp.says([YIELD, invocation[1], {}, ["is on"]])
    assert client.result_of(request) == ["is on"]


def test_it_is_told_who_asks(gateway, provider):
    client = gateway.connect()
    client.says([HELLO, "deskgate", REVOCABLE])
    _, session, details = client.hears()
    starts(client, "publish")
    assert provider.hears_a_question().session == {
        "session": session, **{key: details[key] for key in ("authid", "authrole", "authmethod", "authprovider")}}


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("answer", [False, {"allow": False}, {"allow": False, "disclose": True, "cache": True}])
def test_what_it_does_not_allow_is_not_authorised(action, answer, gateway, provider):
    client = gateway.client()
    request = starts(client, action)
    provider.hears_a_question().is_answered(answer)
    assert is_refused(client, request)


@pytest.mark.parametrize("answer", [
    [], [None], ["yes"], [1], [[True]], [True, True], [{}], [{"cache": True}], [{"allow": "yes"}], [{"allow": 1}],
    [{"allow": True, "cache": 1}], [{"allow": True, "disclose": None}],
])
def test_an_answer_of_another_form_is_no(answer, gateway, provider):
    client = gateway.client()
    request = starts(client, "publish")
    provider.hears_a_question().is_answered(*answer)
    assert is_refused(client, request)
    gateway.stderr.wait_for(f"^warning authorize: {AUTHORIZE}: .*its answer")


def test_an_error_is_no_and_the_log_says_which(gateway, provider):
    client = gateway.client()
    request = starts(client, "publish")
    provider.hears_a_question().fails()
    assert is_refused(client, request)
    gateway.stderr.wait_for(f"^warning authorize: {AUTHORIZE}: it failed with com.example.error.tired")


def test_silence_is_no_and_the_session_goes_on(gateway, provider):
    client = gateway.client()
    request = starts(client, "publish")
    late = provider.hears_a_question()
    assert is_refused(client, request)
    gateway.stderr.wait_for(f"^warning authorize: {AUTHORIZE}: it has not answered in 5 s")
    late.is_answered(True)
    request = starts(client, "publish")
    provider.allows()
    assert client.answer_to(request)[0] == PUBLISHED


def test_where_nobody_has_registered_it_the_answer_is_no(gateway):
    client = gateway.client()
    assert client.fails_to_call(LAMP).uri == NOT_AUTHORIZED
    gateway.stderr.wait_for(f"^warning authorize: {AUTHORIZE}: nobody has registered it")


def test_a_provider_that_leaves_while_it_is_asked_says_no(gateway, provider):
    client = gateway.client()
    request = starts(client, "publish")
    provider.hears_a_question()
    provider.peer.closes()
    assert is_refused(client, request)


def test_the_refusal_does_not_tell_why(gateway, provider):
    client = gateway.client()
    request = starts(client, "publish")
    provider.hears_a_question().is_answered(False)
    said_no = error_of(client, request).text
    request = starts(client, "publish")
    provider.hears_a_question().fails()
    failed = error_of(client, request).text
    provider.peer.closes()
    has_gone = error_of(client, starts(client, "publish")).text
    assert said_no == failed == has_gone
    assert AUTHORIZE not in said_no


def test_a_yes_counts_for_one_message(gateway, provider):
    client = gateway.client()
    first = starts(client, "publish")
    provider.allows()
    assert client.answer_to(first)[0] == PUBLISHED
    second = starts(client, "publish")
    provider.hears_a_question().is_answered(False)
    assert is_refused(client, second)


@pytest.mark.parametrize("is_allowed", [True, False])
def test_an_answer_to_be_cached_counts_as_long_as_the_session(is_allowed, gateway, provider):
    client = gateway.client()
    first = starts(client, "publish")
    provider.hears_a_question().is_answered({"allow": is_allowed, "cache": True})
    second = starts(client, "publish")
    assert [is_published(client, request) for request in (first, second)] == [is_allowed, is_allowed]
    provider.hears_nothing()
    starts(gateway.client(), "publish")
    assert provider.hears_a_question().uri == LAMP


def is_published(client, request):
    answer = client.hears()
    assert request in (answer[1], answer[2])
    return answer[0] == PUBLISHED


def test_a_subscription_that_was_allowed_may_be_made_again(gateway, provider):
    client = gateway.client()
    request = starts(client, "subscribe")
    provider.allows()
    subscription = client.answer_to(request)[2]
    client.unsubscribes(subscription)
    assert client.subscribes(LAMP)
    provider.hears_nothing()


@pytest.mark.parametrize("pattern, match", [("com.example.", "prefix"), ("com..lamp", "wildcard")])
def test_a_pattern_receives_what_it_means(pattern, match, gateway, provider):
    client = gateway.client()
    request = starts(client, "subscribe", pattern, match=match)
    assert provider.allows().options == {"match": match}
    client.answer_to(request)
    provider.peer.request(PUBLISH, {}, LAMP, [7])
    assert client.next_event().arguments == [7]


def test_a_pattern_of_who_holds_a_grant_is_asked_about_too(start_gateway):
    gateway = start_gateway("mpris.view", config=CONFIG)
    provider = Provider(gateway.owner())
    client = gateway.client()
    request = starts(client, "subscribe", "com.example.", match="prefix")
    provider.allows()
    client.answer_to(request)
    provider.peer.request(PUBLISH, {}, LAMP, [7])
    assert client.next_event().arguments == [7]


def test_a_pattern_that_only_a_grant_allows_receives_nothing_of_programs(start_gateway):
    gateway = start_gateway("mpris.view", config=CONFIG)
    provider = Provider(gateway.owner())
    client = gateway.client()
    request = starts(client, "subscribe", "com.example.", match="prefix")
    provider.hears_a_question().is_answered(False)
    client.answer_to(request)
    provider.peer.request(PUBLISH, {}, LAMP, [7])
    request = starts(client, "publish")
    provider.allows()
    assert client.answer_to(request)[0] == PUBLISHED and not client.events_so_far


def test_the_broadest_pattern_receives_nothing_of_deskgate_or_the_router(gateway, provider, everything):
    client = gateway.client()
    request = starts(client, "subscribe", "", match="prefix")
    provider.allows()
    client.answer_to(request)
    gateway.stderr.wait_for("added: org.deskgate.everything ")
    provider.peer.calls("org.deskgate.everything.Everything.EmitHappened", "loud", 1)
    gateway.client()  # the router says wamp.session.on_join
    provider.peer.request(PUBLISH, {}, LAMP, [7])
    assert client.next_event().details["topic"] == LAMP


@pytest.mark.parametrize("action, uri, options", [
    ("call", "org.deskgate.admin.status", {}), ("call", "org.deskgate.bus.list", {}),
    ("call", "org.deskgate.everything.Everything.Add", {}), ("call", "wamp.session.list", {}),
    ("call", "com.example.mapped.Everything.Add", {}),
    ("register", "org.deskgate.mine", {}), ("register", "com.example.mapped.mine", {}),
    ("register", "com.example.", {"match": "prefix"}), ("register", "org.", {"match": "prefix"}),
    ("subscribe", "org.deskgate.everything.Everything.Happened", {}), ("subscribe", "wamp.session.on_join", {}),
    ("subscribe", "org.deskgate.", {"match": "prefix"}), ("subscribe", "wamp.", {"match": "prefix"}),
    ("subscribe", "com.example.mapped.Everything.Happened", {}),
    ("publish", "org.deskgate.bus.added", {}), ("publish", "com.example.mapped.Everything.Happened", {}),
])
def test_it_cannot_widen(action, uri, options, start_gateway, folder, everything):
    gateway = gateway_with_mapped_names(start_gateway, folder)
    provider = Provider(gateway.owner())
    client = gateway.client()
    assert is_refused(client, starts(client, action, uri, **options))
    provider.hears_nothing()


def gateway_with_mapped_names(start_gateway, folder):
    policies = folder / "policies"
    policies.mkdir()
    (policies / "mapped.toml").write_text("""\
summary = "The test service, where programs have their URIs"
[service]
name = "org.example.Everything"
path = "/org/example/Everything"
uri  = "com.example.mapped"
[grant.use."org.example.Everything"]
call = ["Add"]
signal = ["Happened"]
""")
    return start_gateway(policies=[policies], config=CONFIG, until="^  com.example.mapped ")


def test_what_a_permission_allows_is_not_asked(start_gateway):
    permission = {"uri": LAMP, "allow": ["publish"]}
    gateway = start_gateway(config={**CONFIG, "role": {"anonymous": {"permission": [permission]}}})
    provider = Provider(gateway.owner())
    client = gateway.client()
    assert client.answer_to(starts(client, "publish"))[0] == PUBLISHED
    provider.hears_nothing()


def test_the_owner_is_not_asked_about(gateway, provider):
    program = gateway.owner()
    assert program.answer_to(starts(program, "publish"))[0] == PUBLISHED
    provider.hears_nothing()


PERMITTED = {"uri": "com.example.", "match": "prefix", "allow": ["call", "register", "subscribe", "publish"]}


@pytest.mark.parametrize("role", [{}, {"permission": [PERMITTED]}])
@pytest.mark.parametrize("action", ["call", "register"])
def test_a_stranger_neither_registers_nor_calls_it(action, role, start_gateway):
    gateway = start_gateway(config={**CONFIG, "role": {"anonymous": role}})
    client = gateway.client()
    assert is_refused(client, starts(client, action, AUTHORIZE))
    provider = Provider(gateway.owner())
    assert is_refused(client, starts(client, action, AUTHORIZE))
    provider.hears_nothing()


def test_the_owner_does_not_call_it_either(gateway, provider):
    assert gateway.owner().fails_to_call(AUTHORIZE).uri == NOT_AUTHORIZED


def test_somebody_who_stands_in_for_it_with_a_pattern_is_not_asked(start_gateway):
    gateway = start_gateway(config={**CONFIG, "role": {"anonymous": {"permission": [PERMITTED]}}})
    other = gateway.client()
    other.answer_to(starts(other, "register", "com.example.", match="prefix"))
    client = gateway.client()
    assert is_refused(client, starts(client, "publish", "org.example.topic"))
    assert other.answer_to(starts(other, "publish"))[0] == PUBLISHED, "and it has heard no INVOCATION"


@pytest.mark.parametrize("disclose, asked, told", [(True, {}, True), (None, {}, False),
                                                   (None, {"disclose_me": True}, True), (False, {}, False)])
def test_it_says_whether_callees_are_told_who_calls(disclose, asked, told, gateway, provider, lamp):
    client = gateway.client()
    starts(client, "call", **asked)
    provider.allows(**({} if disclose is None else {"disclose": disclose}))
    assert ("caller" in lamp.hears()[3]) == told


def test_who_is_never_disclosed_may_not_ask_for_it(gateway, provider):
    client = gateway.client()
    request = starts(client, "call", disclose_me=True)
    provider.allows(disclose=False)
    assert error_of(client, request).uri == "wamp.error.option_disallowed.disclose_me"


def test_a_provider_that_leaves_takes_with_it_what_stands_by_it(gateway, provider, lamp):
    client = joins_revocable(gateway)
    subscribing = starts(client, "subscribe", "com.example.topic")
    provider.allows()
    subscription = client.answer_to(subscribing)[2]
    registering = starts(client, "register", "com.example.mine")
    provider.allows()
    registration = client.answer_to(registering)[2]
    calling = starts(client, "call")
    provider.allows()
    lamp.hears()
    provider.peer.closes()
    heard = [client.hears() for _ in range(3)]
    assert [UNSUBSCRIBED, 0, {"subscription": subscription, "reason": NOT_AUTHORIZED}] in heard
    assert [UNREGISTERED, 0, {"registration": registration, "reason": NOT_AUTHORIZED}] in heard
    assert [ERROR, CALL, calling] in [message[:3] for message in heard]


def test_a_provider_that_unregisters_takes_its_cached_answers_with_it(gateway, provider):
    client = gateway.client()
    request = starts(client, "publish")
    provider.allows(cache=True)
    client.answer_to(request)
    unregistering = provider.peer.request(UNREGISTER, provider.registration)
    assert provider.peer.hears() == [UNREGISTERED, unregistering]
    assert is_refused(client, starts(client, "publish"))


def test_who_registers_it_next_is_asked_anew(gateway, provider):
    client = gateway.client()
    request = starts(client, "publish")
    provider.allows(cache=True)
    client.answer_to(request)
    provider.peer.request(UNREGISTER, provider.registration)
    assert provider.peer.hears()[0] == UNREGISTERED
    other = Provider(gateway.owner())
    request = starts(client, "publish")
    other.hears_a_question().is_answered(False)
    assert is_refused(client, request)


def test_another_registration_that_ends_changes_nothing(gateway, provider, lamp):
    client = joins_revocable(gateway)
    request = starts(client, "subscribe", "com.example.topic")
    provider.allows()
    client.answer_to(request)
    lamp.leaves()
    provider.peer.request(PUBLISH, {}, "com.example.topic", [7])
    assert client.next_event().arguments == [7]


def reload(gateway, folder, before, after):
    file = folder / "deskgate.toml"
    text = file.read_text()
    assert before in text
    file.write_text(text.replace(before, after))
    gateway.stderr.wait_for(r"^info\s+reload: ")


LINES = f'[authorize]\nprocedure = "{AUTHORIZE}"'


def test_a_reload_that_takes_the_procedure_away_ends_what_stands_by_it(gateway, provider, folder):
    client = joins_revocable(gateway)
    request = starts(client, "subscribe")
    provider.allows()
    subscription = client.answer_to(request)[2]
    reload(gateway, folder, LINES, "")
    assert client.hears() == [UNSUBSCRIBED, 0, {"subscription": subscription, "reason": NOT_AUTHORIZED}]
    assert is_refused(client, starts(client, "publish"))
    provider.hears_nothing()


def test_a_reload_that_takes_the_procedure_away_answers_what_is_asked(gateway, provider, folder):
    client = gateway.client()
    request = starts(client, "publish")
    late = provider.hears_a_question()
    reload(gateway, folder, LINES, "")
    assert is_refused(client, request)
    late.is_answered(True)
    provider.hears_nothing()


def test_a_reload_that_changes_something_else_leaves_what_stands(gateway, provider, lamp, folder):
    client = joins_revocable(gateway)
    subscribing = starts(client, "subscribe", "com.example.topic")
    provider.allows()
    client.answer_to(subscribing)
    calling = starts(client, "call")
    provider.allows()
    invocation = lamp.hears()
    reload(gateway, folder, "[role.anonymous]", "[pairing]\ngrants = []\n[role.anonymous]")
    provider.peer.request(PUBLISH, {}, "com.example.topic", [7])
    assert client.next_event().arguments == [7]
    lamp.says([YIELD, invocation[1], {}, ["done"]])
    assert client.result_of(calling) == ["done"]


def test_a_reload_may_name_a_procedure(start_gateway, folder):
    gateway = start_gateway()
    provider = Provider(gateway.owner())
    client = gateway.client()
    assert is_refused(client, starts(client, "publish"))
    reload(gateway, folder, "[role.anonymous]", LINES + "\n[role.anonymous]")
    request = starts(client, "publish")
    provider.allows()
    assert client.answer_to(request)[0] == PUBLISHED


def test_a_name_that_a_stranger_has_is_taken_from_him_when_it_becomes_the_procedure(start_gateway, folder):
    gateway = start_gateway(config={"role": {"anonymous": {"permission": [PERMITTED]}}})
    client = joins_revocable(gateway)
    client.answer_to(starts(client, "register", AUTHORIZE))
    reload(gateway, folder, "[role.anonymous]", LINES + "\n[role.anonymous]")
    assert client.hears()[:2] == [UNREGISTERED, 0]


@pytest.mark.parametrize("transport", ["WebSocket", "RawSocket"])
def test_much_that_is_said_at_once_is_done_in_its_order(transport, gateway, provider, started):
    port = int(gateway.url.split(":")[2].split("/")[0])
    client = gateway.client() if transport == "WebSocket" else started.enter_context(
        Peer(RawSocket(address=("127.0.0.1", port))).joins())
    provider.peer.subscribes("com.example.", match="prefix")
    numbers = range(120)
    for number in numbers:
        client.request(PUBLISH, {}, f"com.example.topic{number}", [number, "x" * 2000])
    heard = []
    while len(heard) < len(numbers):
        message = provider.peer.hears()
        if message[0] == INVOCATION:
            Question(provider.peer, message).is_answered(True)
        else:
            heard.append(message[4][0])
    assert heard == list(numbers)


def test_goodbye_comes_after_what_was_said_before(gateway, provider):
    client = gateway.client()
    provider.peer.subscribes(LAMP)
    client.request(PUBLISH, {}, LAMP, [7])
    client.says([GOODBYE, {}, "wamp.close.close_realm"])
    provider.allows()
    assert provider.peer.next_event().arguments == [7]
    assert client.hears() == [GOODBYE, {}, "wamp.close.goodbye_and_out"]


def test_a_client_that_closes_leaves_nothing_and_the_late_answer_harms_nobody(gateway, provider):
    client = gateway.client()
    provider.peer.subscribes(LAMP)
    starts(client, "publish")
    late = provider.hears_a_question()
    client.closes()
    gateway.stderr.wait_for(r"^info\s+leave: ")
    late.is_answered(True)
    provider.peer.request(PUBLISH, {"exclude_me": False}, LAMP, ["after it"])
    assert provider.peer.next_event().arguments == ["after it"]


def test_a_session_that_is_killed_while_it_waits_leaves_in_good_order(gateway, provider):
    provider.peer.subscribes(LAMP)
    client = gateway.client()
    for _ in range(30):
        client.request(PUBLISH, {}, LAMP, ["x" * 2000])
    killed = provider.hears_a_question()
    provider.peer.calls("wamp.session.kill", killed.session["session"])
    assert client.hears() == [GOODBYE, {}, "wamp.close.killed"]
    client.says([GOODBYE, {}, "wamp.close.goodbye_and_out"])
    assert client.hears() is None
    assert "killed" in gateway.stderr.wait_for(r"^info\s+leave: .*").string
    assert not provider.peer.events_so_far


def test_so_many_questions_may_be_open_in_all(start_gateway):
    gateway = start_gateway(config={**CONFIG, "limits": {"sessions": 300}})
    provider = Provider(gateway.owner())
    clients = [gateway.client() for _ in range(257)]
    *_, last = [starts(client, "publish") for client in clients]
    assert is_refused(clients[-1], last)
    gateway.stderr.wait_for(f"^warning authorize: {AUTHORIZE}: 256 questions wait for it")
    for client in clients[:-1]:
        provider.allows()
        assert client.hears()[0] == PUBLISHED


def test_a_testament_is_not_asked_about(start_gateway):
    permission = {"uri": "wamp.session.add_testament", "allow": ["call"]}
    gateway = start_gateway(config={**CONFIG, "role": {"anonymous": {"permission": [permission]}}})
    provider = Provider(gateway.owner())
    client = gateway.client()
    request = starts(client, "publish")
    provider.allows()
    client.answer_to(request)
    assert client.fails_to_call("wamp.session.add_testament", LAMP, [], {}).uri == NOT_AUTHORIZED
    provider.hears_nothing()


def test_what_it_has_let_be_retained_ends_with_its_provider(gateway, provider):
    client = gateway.client()
    request = starts(client, "publish", retain=True)
    provider.allows()
    client.answer_to(request)
    owner = gateway.owner()
    assert owner.subscribes(LAMP, get_retained=True)
    assert owner.next_event().details["retained"]
    provider.peer.closes()
    assert is_refused(client, starts(client, "publish"))
    later = gateway.owner()
    later.subscribes(LAMP, get_retained=True)
    later.request(PUBLISH, {"exclude_me": False}, LAMP, ["not retained"])
    assert later.next_event().arguments == ["not retained"]


@pytest.mark.parametrize("lines, told", [
    ("", '[authorize] needs "procedure"'),
    ('procedur = "com.example.authorize"', 'did you mean "procedure"?'),
    ('procedure = "not a uri"', '"procedure" must be a URI, such as "com.example.authorize"'),
    ('procedure = "org.deskgate.authorize"', '"procedure" must be a name of your own'),
    ('procedure = "wamp.session.authorize"', '"procedure" must be a name of your own'),
    ("procedure = true", '"procedure" in [authorize] must be text'),
])
def test_a_mistake_is_told_with_its_line_and_the_way_out(lines, told, start_gateway, folder):
    gateway = start_gateway()
    file = folder / "deskgate.toml"
    file.write_text(file.read_text() + f"\n[authorize]\n{lines}\n")
    gateway.stderr.wait_for(rf"reload: {file}:\d+: .*{re.escape(told)}")


class Example(Program):
    def __init__(self, socket):
        super().__init__(["/usr/bin/python3", "-B", str(REPOSITORY / "examples/python/authorize.py"), str(socket)],
                         env={"PATH": os.environ["PATH"]})

    def wait_until_ready(self):
        self.stdout.wait_for("^ready$")


def test_the_example_decides(gateway, started):
    started.enter_context(Example(gateway.unix_path))
    client = gateway.client()
    assert client.subscribes("com.example.news")
    assert client.answer_to(starts(client, "publish", "com.example.anonymous.hello"))[0] == PUBLISHED
    assert is_refused(client, starts(client, "publish", "com.example.news"))
    assert client.fails_to_subscribe("com.example.", match="prefix").uri == NOT_AUTHORIZED
