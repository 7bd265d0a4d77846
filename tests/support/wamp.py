# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""A WAMP peer that speaks literal messages, so that a test reads like the specification.

It has its own event loop, which runs only while the peer speaks or listens: a test stays one thread
from top to bottom."""

import asyncio
import contextlib
import json
import socket
import struct

import websockets

PATIENCE = 10.0
ROLES = {"roles": {"caller": {}, "callee": {}, "publisher": {}, "subscriber": {}}}

HELLO, WELCOME, ABORT, CHALLENGE, AUTHENTICATE, GOODBYE, ERROR = 1, 2, 3, 4, 5, 6, 8
PUBLISH, PUBLISHED, SUBSCRIBE, SUBSCRIBED, UNSUBSCRIBE, UNSUBSCRIBED, EVENT = 16, 17, 32, 33, 34, 35, 36
CALL, RESULT, REGISTER, REGISTERED, INVOCATION, YIELD = 48, 50, 64, 65, 68, 70


class WebSocket:
    """One text message per WAMP message."""

    def __init__(self, url, subprotocol="wamp.2.json", origin=None, tls=None):
        self._loop = asyncio.new_event_loop()
        of_tls = {"ssl": tls} if tls else {}
        self._socket = self._run(self._open(url, subprotocols=[subprotocol], origin=origin, **of_tls))

    @staticmethod
    async def _open(url, **options):
        return await websockets.connect(url, ping_interval=None, compression=None, max_size=None, close_timeout=1,
                                        **options)

    def _run(self, awaitable):
        return self._loop.run_until_complete(asyncio.wait_for(awaitable, PATIENCE))

    def send(self, text):
        self._run(self._socket.send(text))

    def receive(self):
        """The next message; None once the other side has closed."""
        try:
            return self._run(self._socket.recv())
        except websockets.ConnectionClosed:
            return None

    @property
    def close_code(self):
        return self._socket.close_code

    def close(self):
        if not self._loop.is_closed():
            with contextlib.suppress(websockets.ConnectionClosed):
                self._run(self._socket.close())
            self._loop.close()


class RawSocket:
    """WAMP's own framing, JSON: over a Unix socket, or over TCP where an address and a port are given, with TLS
    where a context is."""

    def __init__(self, path=None, address=None, tls=None):
        family, target = (socket.AF_INET, address) if address else (socket.AF_UNIX, str(path))
        self._socket = socket.socket(family, socket.SOCK_STREAM)
        self._socket.settimeout(PATIENCE)
        self._socket.connect(target)
        if tls:
            self._socket = tls.wrap_socket(self._socket, server_hostname=address[0])
        self._socket.sendall(b"\x7f\xf1\x00\x00")
        answer = self._exactly(4)
        assert answer and answer[0] == 0x7F and answer[1] & 0x0F == 1, f"no RawSocket with JSON: {answer!r}"

    def _exactly(self, count):
        data = b""
        while len(data) < count:
            chunk = self._socket.recv(count - len(data))
            if not chunk:
                return None
            data += chunk
        return data

    def send(self, text):
        payload = text.encode()
        self._socket.sendall(struct.pack("!I", len(payload)) + payload)

    def receive(self):
        head = self._exactly(4)
        return head and self._exactly(struct.unpack("!I", head)[0]).decode()

    def close(self):
        self._socket.close()


class WampError(Exception):
    """The ERROR that answered a request."""

    def __init__(self, uri, arguments):
        super().__init__(uri, *arguments)
        self.uri = uri
        self.arguments = arguments

    @property
    def text(self):
        return str(self.arguments[0]) if self.arguments else ""


class Event:
    def __init__(self, message):
        _, self.subscription, _, self.details, self.arguments, self.keywords = (message + [[], {}])[:6]

    def __repr__(self):
        return f"Event({self.details}, {self.arguments}, {self.keywords})"


class Peer:
    """Either literal (says, hears) or, once joined, in sentences (calls, subscribes, next_event)."""

    def __init__(self, transport):
        self.transport = transport
        self._last_request = 0
        self._events = []

    def says(self, message):
        self.transport.send(json.dumps(message))

    def says_text(self, text):
        self.transport.send(text)

    def hears(self):
        """The next message; None once the other side has closed."""
        try:
            text = self.transport.receive()
        except (TimeoutError, asyncio.TimeoutError):
            raise AssertionError(f"heard nothing for {PATIENCE:.0f} s") from None
        return text if text is None else json.loads(text)

    def joins(self, realm="deskgate"):
        self.says([HELLO, realm, ROLES])
        answer = self.hears()
        assert answer and answer[0] == WELCOME, f"not welcome: {answer}"
        return self

    def request(self, code, options, *rest):
        """Sends a request with the next id and returns the id."""
        number = self.next_request()
        self.says([code, number, options, *rest])
        return number

    def next_request(self):
        self._last_request += 1
        return self._last_request

    def answer_to(self, request):
        """The answer to the request; events that come before it are kept for next_event()."""
        while True:
            message = self.hears()
            assert message, "the connection was closed before the answer came"
            if message[0] == EVENT:
                self._events.append(Event(message))
            elif message[0] == ERROR and message[2] == request:
                raise WampError(message[4], message[5] if len(message) > 5 else [])
            elif message[0] in (RESULT, SUBSCRIBED, UNSUBSCRIBED, REGISTERED, PUBLISHED) and message[1] == request:
                return message
            else:
                raise AssertionError(f"waited for the answer to request {request}, heard {message}")

    def starts_calling(self, procedure, *arguments):
        return self.request(CALL, {}, procedure, list(arguments))

    def result_of(self, request):
        message = self.answer_to(request)
        return message[3] if len(message) > 3 else []

    def calls(self, procedure, *arguments):
        """The positional results."""
        return self.result_of(self.starts_calling(procedure, *arguments))

    def fails_to_call(self, procedure, *arguments):
        """The WampError, which must come."""
        try:
            result = self.calls(procedure, *arguments)
        except WampError as error:
            return error
        raise AssertionError(f"{procedure}{arguments} was answered: {result}")

    def subscribes(self, topic, **options):
        return self.answer_to(self.request(SUBSCRIBE, options, topic))[2]

    def fails_to_subscribe(self, topic, **options):
        try:
            self.subscribes(topic, **options)
        except WampError as error:
            return error
        raise AssertionError(f"subscribed to {topic}")

    def unsubscribes(self, subscription):
        self.answer_to(self.request(UNSUBSCRIBE, subscription))

    def next_event(self):
        if self._events:
            return self._events.pop(0)
        message = self.hears()
        assert message and message[0] == EVENT, f"waited for an EVENT, heard {message}"
        return Event(message)

    def event_where(self, accept):
        """The next event that is accepted; those before it are dropped."""
        while not accept(event := self.next_event()):
            pass
        return event

    def retained(self, topic):
        """The value that a late joiner receives."""
        subscription = self.subscribes(topic, get_retained=True)
        event = self.event_where(lambda event: event.subscription == subscription)
        assert event.details.get("retained") is True, f"{topic} has no retained value; heard {event}"
        return event.arguments[0]

    @property
    def events_so_far(self):
        return list(self._events)

    def leaves(self):
        self.says([GOODBYE, {}, "wamp.close.close_realm"])
        return self.hears_past_events()

    def hears_past_events(self):
        """The next message that is no EVENT; None once the other side has closed."""
        while (message := self.hears()) and message[0] == EVENT:
            pass
        return message

    def closes(self):
        self.transport.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.closes()
