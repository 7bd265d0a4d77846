# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""What a role may do with WAMP's own URIs changes when the configuration is saved: what is new may be done at once,
what is lost is taken back, and a file with a mistake changes nothing."""

import contextlib
import re

import pytest

from support.bus import RunningBus
from support.fixtures import new_folder
from support.gateway import Gateway, to_toml
from support.wamp import (CALL, ERROR, HELLO, INVOCATION, PUBLISH, PUBLISHED, REGISTER, SUBSCRIBE, UNSUBSCRIBED,
                          WELCOME, YIELD, WampError)

UNREGISTERED = 67
NOT_AUTHORIZED = "wamp.error.not_authorized"
SWITCH = "com.example.lamp.switch"
PATTERNS = {"exact": SWITCH, "prefix": "com.example.lamp.", "wildcard": "com..lamp.switch"}
REVOCABLE = {"roles": {"caller": {}, "publisher": {}, "callee": {"features": {"registration_revocation": True}},
                       "subscriber": {"features": {"subscription_revocation": True}}}}
EACH = pytest.mark.parametrize("match", PATTERNS)


def permission(match, *allow, **more):
    return {"uri": PATTERNS[match], "match": match, "allow": list(allow), **more}


class Configuration:
    """The file, which somebody saves as an editor does: a new one under the old name."""

    def __init__(self, gateway, file):
        self._gateway = gateway
        self._file = file
        self._without = file.read_text()

    def permits(self, *permissions):
        """To strangers, this and nothing else."""
        self._saves(r"^info\s+reload: ", permissions)

    def is_refused(self, *permissions, told):
        self._saves(rf"^warning reload: {re.escape(str(self._file))}:\d+: .*{re.escape(told)}", permissions,
                    "reload: everything stays as it was")

    def _saves(self, told, permissions, *also_told):
        tables = [to_toml(each, "role.anonymous.permission", "[[{}]]") for each in permissions]
        before = {pattern: len(self._gateway.stderr.matches(pattern)) for pattern in (told, *also_told)}
        new = self._file.with_suffix(".new")
        new.write_text("\n".join([self._without, *tables]))
        new.rename(self._file)
        for pattern, times in before.items():
            self._gateway.stderr.wait_for(pattern, times + 1)


@pytest.fixture(scope="module")
def world():
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(new_folder())
        bus = stack.enter_context(RunningBus(folder))
        gateway = stack.enter_context(Gateway(folder, bus.address, policies=[], until="^Mirrored now:"))
        yield gateway, Configuration(gateway, folder / "deskgate.toml")


@pytest.fixture
def gateway(world):
    return world[0]


@pytest.fixture
def configuration(world):
    _, configuration = world
    yield configuration
    configuration.permits()


@pytest.fixture
def owner(gateway):
    with gateway.owner() as owner:
        yield owner
        owner.leaves()


@pytest.fixture
def lamp(owner):
    """A program of the owner that has the procedure."""
    owner.answer_to(owner.request(REGISTER, {}, SWITCH))
    return owner


@pytest.fixture
def client(gateway):
    """A stranger who is told what is taken back."""
    with gateway.connect() as client:
        client.says([HELLO, "deskgate", REVOCABLE])
        assert client.hears()[0] == WELCOME
        yield client
        client.leaves()


def is_refused(client, code, uri=SWITCH, **options):
    with pytest.raises(WampError) as refused:
        client.answer_to(client.request(code, options, uri))
    return refused.value.uri == NOT_AUTHORIZED


def is_switched(lamp):
    code, invocation, _, details, *_ = lamp.hears()
    assert code == INVOCATION
    lamp.says([YIELD, invocation, {}, ["is on"]])
    return details


@EACH
def test_calls(match, configuration, lamp, client):
    assert is_refused(client, CALL)
    configuration.permits(permission(match, "call"))
    request = client.starts_calling(SWITCH)
    is_switched(lamp)
    assert client.result_of(request) == ["is on"]
    under_way = client.starts_calling(SWITCH)
    assert lamp.hears()[0] == INVOCATION
    configuration.permits()
    assert client.hears()[:3] == [ERROR, CALL, under_way]
    assert is_refused(client, CALL)


@EACH
def test_registrations(match, configuration, owner, client):
    pattern, options = PATTERNS[match], {"match": match}
    assert is_refused(client, REGISTER, pattern, **options)
    configuration.permits(permission(match, "register"))
    registration = client.answer_to(client.request(REGISTER, options, pattern))[2]
    request = owner.starts_calling(SWITCH)
    is_switched(client)
    assert owner.result_of(request) == ["is on"]
    configuration.permits()
    assert client.hears() == [UNREGISTERED, 0, {"registration": registration, "reason": NOT_AUTHORIZED}]
    assert owner.fails_to_call(SWITCH).uri == "wamp.error.no_such_procedure"
    assert is_refused(client, REGISTER, pattern, **options)


@EACH
def test_subscriptions(match, configuration, owner, client):
    pattern, options = PATTERNS[match], {"match": match}
    assert is_refused(client, SUBSCRIBE, pattern, **options)
    configuration.permits(permission(match, "subscribe"))
    subscription = client.subscribes(pattern, **options)
    owner.request(PUBLISH, {}, SWITCH, ["on"])
    assert client.next_event().arguments == ["on"]
    configuration.permits()
    assert client.hears() == [UNSUBSCRIBED, 0, {"subscription": subscription, "reason": NOT_AUTHORIZED}]
    owner.answer_to(owner.request(PUBLISH, {"acknowledge": True}, SWITCH, ["off"]))
    assert is_refused(client, SUBSCRIBE, pattern, **options)
    assert not client.events_so_far


@EACH
def test_publications(match, configuration, owner, client):
    owner.subscribes(SWITCH)
    assert is_refused(client, PUBLISH, acknowledge=True)
    configuration.permits(permission(match, "publish"))
    published = client.request(PUBLISH, {"acknowledge": True, "retain": True}, SWITCH, ["on"])
    assert client.answer_to(published)[0] == PUBLISHED
    assert owner.next_event().arguments == ["on"]
    configuration.permits()
    assert is_refused(client, PUBLISH, acknowledge=True)
    owner.subscribes(SWITCH, get_retained=True)
    owner.request(PUBLISH, {"exclude_me": False}, SWITCH, ["off"])
    assert owner.next_event().arguments == ["off"], "nothing is retained of who may not publish any longer"


ACTIONS = {"call": CALL, "register": REGISTER, "subscribe": SUBSCRIBE, "publish": PUBLISH}


@pytest.mark.parametrize("permitted", ACTIONS)
def test_one_action_opens_no_other(permitted, configuration, client):
    configuration.permits(permission("exact", permitted))
    assert all(is_refused(client, code, acknowledge=True) for action, code in ACTIONS.items() if action != permitted)


def test_what_stays_permitted_stays(configuration, owner, client):
    configuration.permits(permission("exact", "subscribe"))
    subscription = client.subscribes(SWITCH)
    configuration.permits(permission("prefix", "subscribe", "call"))
    owner.request(PUBLISH, {}, SWITCH, ["on"])
    event = client.next_event()
    assert (event.subscription, event.arguments) == (subscription, ["on"])


def test_a_pattern_that_is_permitted_in_part_is_taken_back(configuration, owner, client):
    configuration.permits(permission("prefix", "subscribe"))
    subscription = client.subscribes("com.example.lamp.", match="prefix")
    configuration.permits(permission("exact", "subscribe"))
    assert client.hears() == [UNSUBSCRIBED, 0, {"subscription": subscription, "reason": NOT_AUTHORIZED}]
    assert client.subscribes(SWITCH)


def test_what_callees_learn_of_who_calls(configuration, lamp, client):
    def details_of_a_call(**options):
        request = client.request(CALL, options, SWITCH)
        details = is_switched(lamp)
        assert client.result_of(request) == ["is on"]
        return details
    configuration.permits(permission("exact", "call", disclose="always", trustlevel=3))
    told = details_of_a_call()
    assert told["caller"] and told["trustlevel"] == 3
    configuration.permits(permission("exact", "call", disclose="never", trustlevel=2))
    told = details_of_a_call()
    assert "caller" not in told and told["trustlevel"] == 2
    with pytest.raises(WampError, match="option_disallowed.disclose_me"):
        client.answer_to(client.request(CALL, {"disclose_me": True}, SWITCH))
    configuration.permits(permission("exact", "call"))
    assert not {"caller", "trustlevel"} & details_of_a_call().keys()
    assert details_of_a_call(disclose_me=True)["caller"]


def test_what_subscribers_learn_of_who_publishes(configuration, owner, client):
    owner.subscribes(SWITCH)

    def details_of_an_event(**options):
        client.answer_to(client.request(PUBLISH, {"acknowledge": True, **options}, SWITCH))
        return owner.next_event().details
    configuration.permits(permission("exact", "publish", disclose="always", trustlevel=3))
    told = details_of_an_event()
    assert told["publisher"] and told["trustlevel"] == 3
    configuration.permits(permission("exact", "publish", disclose="never"))
    assert not {"publisher", "trustlevel"} & details_of_an_event().keys()
    configuration.permits(permission("exact", "publish", disclose="on_request"))
    assert "publisher" not in details_of_an_event()
    assert details_of_an_event(disclose_me=True)["publisher"]


MISTAKES = [
    ({"uri": "com..lamp.switch", "allow": ["call"]}, '"uri" is not a URI for match = "exact"'),
    ({"uri": "org.deskgate.lamp", "allow": ["call"]}, "what is under org.deskgate. is opened by"),
    ({"uri": SWITCH}, 'a permission needs "allow"'),
    ({"uri": SWITCH, "allow": ["cal"]}, '"allow" takes "call", "register", "subscribe" and "publish", not "cal"'),
    ({"uri": SWITCH, "alow": ["call"]}, 'did you mean "allow"?'),
    ({"uri": SWITCH, "allow": ["call"], "match": "suffix"}, '"match" must be "exact", "prefix" or "wildcard"'),
    ({"uri": SWITCH, "allow": ["call"], "disclose": "seldom"}, '"disclose" must be "on_request", "always" or "never"'),
    ({"uri": SWITCH, "allow": ["call"], "trustlevel": -1}, '"trustlevel" must not be negative'),
]


@pytest.mark.parametrize("mistake, told", MISTAKES)
def test_a_mistake_is_told_with_its_line_and_changes_nothing(configuration, owner, client, mistake, told):
    configuration.permits(permission("exact", "subscribe"))
    client.subscribes(SWITCH)
    configuration.is_refused(mistake, permission("prefix", "publish"), told=told)
    assert is_refused(client, PUBLISH, acknowledge=True)
    owner.request(PUBLISH, {}, SWITCH, ["on"])
    assert client.next_event().arguments == ["on"]
