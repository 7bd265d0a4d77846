# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""A bus name that passes from one program to another while calls are on their way."""

import pytest

from support import everything as service
from support.services import Everything
from support.wamp import WampError


@pytest.fixture
def client(start_gateway, everything):
    return start_gateway("everything.use").client()


@pytest.fixture
def former(everything, witness):
    """Asks the first owner under its unique name, whoever owns the name by then."""
    unique_name = witness.owner_of(everything.name)
    return lambda method: witness.call(unique_name, service.PATH, service.INTERFACE, method)


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
