# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""The WAMP router alone: the configuration that opens a realm to everybody on loopback."""

import pytest

from support.gateway import OpenRouter
from support.wamp import INVOCATION, PUBLISH, REGISTER, YIELD, Peer, RawSocket, WebSocket

CALLERS = {
    "WebSocket on /": lambda router: WebSocket(router.url("/")),
    "WebSocket on any path": lambda router: WebSocket(router.url("/any/path?with=a&query=1")),
    "RawSocket on the same port": lambda router: RawSocket(address=router.address),
}


@pytest.fixture
def router(folder, started):
    return started.enter_context(OpenRouter(folder, "--no-bus"))


def join(router, transport, started):
    return started.enter_context(Peer(transport).joins("realm1"))


@pytest.mark.parametrize("caller", CALLERS)
def test_one_client_calls_another(caller, router, started):
    callee = join(router, WebSocket(router.url()), started)
    callee.answer_to(callee.request(REGISTER, {}, "com.example.add"))
    caller = join(router, CALLERS[caller](router), started)
    request = caller.starts_calling("com.example.add", 2, 3)
    invocation = callee.hears()
    assert (invocation[0], invocation[4]) == (INVOCATION, [2, 3])
    callee.says([YIELD, invocation[1], {}, [5]])
    assert caller.result_of(request) == [5]


def test_one_client_publishes_to_another(router, started):
    subscriber = join(router, WebSocket(router.url()), started)
    subscriber.subscribes("com.", match="prefix")
    publisher = join(router, RawSocket(address=router.address), started)
    publisher.request(PUBLISH, {}, "com.example.happened", [7])
    assert subscriber.next_event().arguments == [7]


def test_what_d_bus_offers_stays_closed(router, started):
    client = join(router, WebSocket(router.url()), started)
    assert client.fails_to_call("org.deskgate.bus.list").uri == "wamp.error.not_authorized"


def test_it_runs_with_a_bus_too(folder, bus, started):
    router = started.enter_context(OpenRouter(folder, bus_address=bus.address))
    client = join(router, WebSocket(router.url()), started)
    assert client.fails_to_call("org.deskgate.bus.list").uri == "wamp.error.not_authorized"
