# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

"""Strangers, who come from many addresses of a network to a port where Deskgate speaks TLS.

Those who knock say something wrong, wait for what comes of it, and go. Those who cling begin something and never end
it: now and then each says one octet more.
"""

import collections
import contextlib
import multiprocessing
import random
import socket
import ssl
import struct
import time

import wamp
from servers import NotRunning

HELD = 400  # connections that those who cling keep, as long as Deskgate lets them
PATIENCE = 1.0
ADDRESS = "10.77.0.1"  # where Deskgate listens
NETWORK = f"{ADDRESS}/16"
REALM = "realm1"


class Strangers:
    """A process of them, as long as the block runs."""

    def __init__(self, manner, port, per_minute, device_key):
        self._made = multiprocessing.Value("Q", 0)
        self._process = multiprocessing.Process(target=MANNERS[manner], daemon=True,
                                                args=(Pace(per_minute, self._made), port, device_key))

    @property
    def made(self):
        """How many connections."""
        return self._made.value

    def __enter__(self):
        self._process.start()
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.join()


class Pace:
    """So many turns a minute; whoever falls behind hurries."""

    def __init__(self, per_minute, made):
        self._per_minute = per_minute
        self._made = made

    def __iter__(self):
        begin = time.monotonic()
        while True:
            time.sleep(max(0.0, begin + self._made.value * 60 / self._per_minute - time.monotonic()))
            yield self._made.value
            self._made.value += 1


def connected(port):
    source = f"10.77.{random.randrange(1, 4)}.{random.randrange(1, 200)}"
    connection = socket.create_connection((ADDRESS, port), PATIENCE, (source, 0))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def client_hello():
    sent = ssl.MemoryBIO()
    with contextlib.suppress(ssl.SSLWantReadError):
        wamp.tls_context().wrap_bio(ssl.MemoryBIO(), sent).do_handshake()
    return sent.read()


def old_context():
    context = wamp.tls_context()
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2
    return context


HALF_A_HELLO = client_hello()[:100]
TLS, OLD_TLS = wamp.tls_context(), old_context()
HEADS = (b"GET /ws HTTP/1.1\r\nHost: evil.example\r\nUpgrade: websocket\r\n\r\n", b"PUT / HTTP/1.1\r\nHost: x\r\n\r\n",
         b"GET / HTTP/1.1\nHost: localhost\n\n", b"GET /" + b"a" * 9000)


def knock(pace, port, device_key):
    for number in pace:
        with contextlib.suppress(OSError, NotRunning), connected(port) as connection:  # it was refused, as it should be
            KNOCKS[number % len(KNOCKS)](connection, device_key)


def goes_at_once(_connection, _key):
    pass


def sends_noise(connection, _key):
    connection.sendall(random.randbytes(4096))
    connection.recv(4096)


def speaks_an_old_tls(connection, _key):
    OLD_TLS.wrap_socket(connection)


def sends_a_bad_head(connection, _key):
    secure = TLS.wrap_socket(connection)
    secure.sendall(random.choice(HEADS))
    secure.recv(4096)


def sends_no_wamp(connection, _key):
    wamp.Peer(TLS.wrap_socket(connection)).asks(["HELLO"])


def begins_a_frame_as_large_as_any(connection, _key):
    secure = TLS.wrap_socket(connection)
    secure.sendall(wamp.RAWSOCKET + struct.pack("!I", 1 << 20) + bytes(16384))
    secure.recv(4096)


def names_a_realm_that_is_not_there(connection, _key):
    wamp.Peer(TLS.wrap_socket(connection)).joins("no.such.realm")


def proves_nothing(connection, key):
    """With the key of the device, which is no secret, or with one that nobody has."""
    peer = wamp.Peer(TLS.wrap_socket(connection))
    shown = random.choice((key, "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"))
    peer.joins(REALM, authmethods=["cryptosign"], authextra={"pubkey": shown})
    peer.asks([wamp.AUTHENTICATE, random.randbytes(96).hex(), {}])


KNOCKS = (goes_at_once, sends_noise, speaks_an_old_tls, sends_a_bad_head, sends_no_wamp, begins_a_frame_as_large_as_any,
          names_a_realm_that_is_not_there, proves_nothing)


def cling(pace, port, _device_key):
    held = collections.deque()
    for number in pace:
        with contextlib.suppress(OSError):  # it was turned away
            connection = BEGINNINGS[number % len(BEGINNINGS)](connected(port))
            connection.setblocking(False)
            held.append(connection)
        say_one_octet_more(held)
        if len(held) > HELD:
            held.popleft().close()


def say_one_octet_more(held):
    if not held:
        return
    connection = held.popleft()
    try:
        connection.send(b"x")
        held.append(connection)
    except OSError:
        connection.close()


def says_nothing(connection):
    return connection


def says_half_a_hello(connection):
    connection.sendall(HALF_A_HELLO)
    return connection


def says_half_a_head(connection):
    secure = TLS.wrap_socket(connection)
    secure.sendall(b"GET /ws HTTP/1.1\r\nHost: loc")
    return secure


def says_half_a_message(connection):
    secure = TLS.wrap_socket(connection)
    secure.sendall(wamp.RAWSOCKET + struct.pack("!I", 8000) + b"[1, ")
    return secure


BEGINNINGS = (says_nothing, says_half_a_hello, says_half_a_head, says_half_a_message)
MANNERS = {"knocking": knock, "clinging": cling}
