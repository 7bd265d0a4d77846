# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Peers that write single octets, for what no well-behaved library would send."""

import socket
import struct
import urllib.parse

from .wamp import PATIENCE

JSON = 1


class Octets:
    """A connection of which octets are written and read."""

    def __init__(self, connected):
        self._socket = connected
        self._socket.settimeout(PATIENCE)

    def send(self, octets):
        self._socket.sendall(octets)

    def exactly(self, count):
        """So many octets; None if the other side closes before."""
        octets = b""
        while len(octets) < count:
            try:
                chunk = self._socket.recv(count - len(octets))
            except ConnectionResetError:
                return None
            if not chunk:
                return None
            octets += chunk
        return octets

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._socket.close()


class RawSocketOctets(Octets):
    """After the handshake on the Unix socket."""

    def __init__(self, path, serializer=JSON):
        connected = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connected.connect(str(path))
        super().__init__(connected)
        self.send(bytes([0x7F, 0xF0 | serializer, 0, 0]))
        answer = self.exactly(4)
        assert answer and answer[1] & 0x0F == serializer, f"no RawSocket with serializer {serializer}: {answer!r}"

    def says(self, message):
        self.send(struct.pack("!I", len(message)) + message)

    def hears(self):
        """The next message; None once the other side has closed."""
        head = self.exactly(4)
        return head and self.exactly(struct.unpack("!I", head)[0])


class WebSocketOctets(Octets):
    """After the upgrade."""

    def __init__(self, url, subprotocol="wamp.2.json"):
        parts = urllib.parse.urlsplit(url)
        super().__init__(socket.create_connection((parts.hostname, parts.port)))
        self.send(f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nUpgrade: websocket\r\n"
                  "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                  f"AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: {subprotocol}\r\n\r\n".encode())
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self.exactly(1) or b"(closed)\r\n\r\n"
        assert head.startswith(b"HTTP/1.1 101"), head

    def says(self, text):
        """One text message."""
        length = struct.pack("!BQ", 0xFF, len(text)) if len(text) > 0xFFFF else (
            struct.pack("!BH", 0xFE, len(text)) if len(text) > 125 else struct.pack("!B", 0x80 | len(text)))
        self.send(b"\x81" + length + bytes(4) + text)

    def frame(self):
        """(first octet, payload) of the next frame; None once the other side has closed."""
        head = self.exactly(2)
        if not head:
            return None
        extended = {126: 2, 127: 8}.get(head[1], 0)
        length = int.from_bytes(self.exactly(extended), "big") if extended else head[1]
        return head[0], self.exactly(length)

    def close_code(self):
        """Of the close frame that comes before the end; None if none does."""
        while frame := self.frame():
            if frame[0] == 0x88:
                return struct.unpack("!H", frame[1][:2])[0]
        return None
