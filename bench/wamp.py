# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

"""As much of WAMP as the benches in Python need: RawSocket, JSON, one message after the other."""

import json
import socket
import ssl
import struct

from servers import NotRunning

HELLO, WELCOME, ABORT, CHALLENGE, AUTHENTICATE, EVENT = 1, 2, 3, 4, 5, 36
SUBSCRIBE, SUBSCRIBED, CALL, RESULT = 32, 33, 48, 50
RAWSOCKET = b"\x7f\xf1\x00\x00"  # JSON, and messages as large as any
ROLES = {"caller": {}, "subscriber": {}}


def frame(message):
    text = json.dumps(message).encode()
    return struct.pack("!I", len(text)) + text


def tls_context():
    """Believes whoever is there: it is the bench's own server."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def over_tcp(port, tls=None, host="127.0.0.1"):
    connection = socket.create_connection((host, port), timeout=10)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return tls.wrap_socket(connection) if tls else connection


def over_unix(path):
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(10)
    connection.connect(str(path))
    return connection


class Peer:
    """One end of a connection. Whoever is hung up on learns it as NotRunning."""

    def __init__(self, connection):
        self._socket = connection
        self._last_request = 0
        self._socket.sendall(RAWSOCKET)
        self._exactly(4)

    def says(self, message):
        self._socket.sendall(frame(message))

    def hears(self):
        return json.loads(self._exactly(struct.unpack("!I", self._exactly(4))[0]))

    def asks(self, message):
        self.says(message)
        return self.hears()

    def joins(self, realm, **details):
        """Without a proof, or after the CHALLENGE that comes back."""
        return self.asks([HELLO, realm, {"roles": ROLES, **details}])

    def requests(self, code, uri, *arguments):
        """Its number; the answer has not been heard."""
        self._last_request += 1
        self.says([code, self._last_request, {}, uri, *([list(arguments)] if arguments else [])])
        return self._last_request

    def hears_the(self, code):
        """The next message of this kind; events before it are nobody's business."""
        while (message := self.hears())[0] != code:
            if message[0] != EVENT:
                raise NotRunning(f"heard {message} in place of {code}")
        return message

    def calls(self, uri, *arguments):
        """The positional results."""
        self.requests(CALL, uri, *arguments)
        result = self.hears_the(RESULT)
        return result[3] if len(result) > 3 else []

    def closes(self):
        self._socket.close()

    def _exactly(self, count):
        data = b""
        while len(data) < count:
            more = self._socket.recv(count - len(data))
            if not more:
                raise NotRunning("the client was hung up on")
            data += more
        return data
