# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""A bus name that passes from one program to another while calls are on their way."""

import pytest

from support import everything as service
from support.resources import descriptors
from support.services import Everything
from support.wamp import WampError


@pytest.fixture
def gateway(start_gateway, everything):
    return start_gateway("everything.use")


@pytest.fixture
def client(gateway):
    return gateway.client()


class Owner:
    """One of those who want the name; asked under its unique name, whoever owns the other by then."""

    def __init__(self, program, witness):
        self._witness = witness
        self.unique_name, = witness.connections_of(program.pid)

    def __call__(self, method, signature="()", *arguments):
        return self._witness.call(self.unique_name, service.PATH, service.INTERFACE, method, signature, *arguments)


@pytest.fixture
def former(everything, witness):
    return Owner(everything, witness)


@pytest.fixture
def queued(former, bus, witness, started):
    """A second program, which stands in the queue for the name. Each has values of its own."""
    second = Owner(started.enter_context(Everything(bus)), witness)
    former("Change", "(s)", "of the first")
    second("Change", "(s)", "of the second")
    return second


@pytest.fixture
def hung(client, everything):
    request = client.starts_calling(everything.uri_of("Hang"))
    assert client.calls(everything.uri_of("Add"), 1, 2) == [3]  # the service has seen the call before this one
    return request


def test_a_call_ends_with_the_owner_that_it_went_to(client, former, hung):
    former("LeaveName")
    with pytest.raises(WampError) as error:
        client.result_of(hung)
    assert error.value.uri == "wamp.error.canceled"
    assert service.NAME in error.value.text


def test_the_answer_of_a_former_owner_reaches_nobody(client, former, hung, bus, everything, started):
    former("LeaveName")
    with pytest.raises(WampError):
        client.result_of(hung)
    client.subscribes("org.deskgate.bus.added")
    started.enter_context(Everything(bus))
    client.next_event()
    again = client.starts_calling(everything.uri_of("Hang"))
    former("AnswerTheHung")
    assert client.calls(everything.uri_of("Add"), 1, 2) == [3]
    client.starts_calling(everything.uri_of("AnswerTheHung"))
    assert client.result_of(again) == []


def test_an_owner_in_the_queue_counts_when_the_first_has_left(client, former, everything, witness):
    witness.takes_name(everything.name)
    assert client.calls(everything.uri_of("Add"), 1, 2) == [3]
    client.subscribes("org.deskgate.bus.removed")
    former("LeaveName")
    assert client.next_event().arguments[0]["name"] == everything.name
    assert client.fails_to_call(everything.uri_of("Add"), 1, 2).uri == "wamp.error.no_such_procedure"


def test_the_next_in_the_queue_shows_its_own_values(client, former, queued, everything):
    assert client.retained(everything.uri_of("Text")) == "of the first"
    client.subscribes("org.deskgate.bus.added")
    former("LeaveName")
    client.event_where(lambda event: event.arguments[0] == entry(everything))
    assert client.retained(everything.uri_of("Text")) == "of the second"
    assert client.calls(everything.uri_of("Text.get")) == ["of the second"]
    former("Change", "(s)", "of nobody")
    client.calls(everything.uri_of("Change"), "newest")
    assert client.next_event().arguments == ["newest"]


def test_a_call_ends_when_another_replaces_its_owner(client, hung, former, queued, everything):
    client.subscribes("org.deskgate.bus.added")
    queued("TakeName")
    with pytest.raises(WampError) as error:
        client.result_of(hung)
    assert error.value.uri == "wamp.error.canceled"
    former("AnswerTheHung")
    assert client.next_event().arguments == [entry(everything)]
    assert client.calls(everything.uri_of("Text.get")) == ["of the second"]


def test_ten_owners_in_a_row_leave_nothing_of_the_others_behind(gateway, client, former, queued, everything, witness):
    deskgate, = witness.connections_of(gateway.pid)
    client.subscribes(everything.uri_of("Text"))
    client.subscribes(everything.uri_of("Happened"))
    rules, files = witness.match_rules_of(deskgate), descriptors(gateway.pid)
    for _ in range(5):
        queued("TakeName")
        former("TakeName")
    former("Change", "(s)", "newest")
    client.event_where(lambda event: event.arguments == ["newest"])
    assert client.retained(everything.uri_of("Text")) == "newest"
    assert client.calls("org.deskgate.bus.list") == [[entry(everything)]]
    assert client.calls(everything.uri_of("Add"), 1, 2) == [3]
    assert witness.match_rules_of(deskgate) == rules
    assert descriptors(gateway.pid) == files


def test_a_call_to_each_of_ten_owners_ends(client, former, queued, everything):
    client.subscribes("org.deskgate.bus.added")
    for owner in [queued, former] * 5:
        request = client.starts_calling(everything.uri_of("Hang"))
        client.calls(everything.uri_of("Add"), 1, 2)
        owner("TakeName")
        with pytest.raises(WampError) as error:
            client.result_of(request)
        assert error.value.uri == "wamp.error.canceled"
        client.event_where(lambda event: event.arguments == [entry(everything)])


def entry(everything):
    return {"uri": "org.deskgate.everything", "name": everything.name, "path": service.PATH, "bus": "session",
            "policy": "everything"}
