# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Requests that no browser makes by itself, as octets on a socket: who may come in, and which heads are heads at all."""

import contextlib
import re
import socket

import pytest

from support.bus import RunningBus
from support.fixtures import new_folder
from support.gateway import Gateway
from support.phone import PinnedContext
from support.waiting import PATIENCE

FRIEND = "https://friend.example"


@pytest.fixture(scope="module")
def gateway():
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(new_folder())
        bus = stack.enter_context(RunningBus(folder))
        listen = {"websocket": "127.0.0.1:0", "unix": str(folder / "deskgate/wamp.sock"), "tls": "127.0.0.1:0",
                  "allowed_origins": [FRIEND], "allowed_hosts": ["desk.local", "gate.example:8080"]}
        gateway = stack.enter_context(Gateway(folder, bus.address, config={"listen": listen}))
        gateway.port = int(re.search(r":(\d+)/", gateway.url)[1])
        gateway.tls_port = int(gateway.stdout.wait_for(r"wss://127\.0\.0\.1:(\d+)/ws")[1])
        yield gateway


class Answer:
    """What came until the end, or to the end of the head of a WebSocket that was let in."""

    def __init__(self, octets):
        head, self.separator, self.body = octets.partition(b"\r\n\r\n")
        line, *fields = head.decode("ascii").split("\r\n")
        self.status = int(re.fullmatch(r"HTTP/1\.1 (\d{3}) [A-Za-z ]+", line)[1])
        self.fields = dict(field.split(": ", 1) for field in fields)


def octets_after(request, port, tls=None):
    connection = socket.create_connection(("127.0.0.1", port), PATIENCE)
    if tls:
        connection = tls.wrap_socket(connection)
    with connection:
        connection.sendall(request)
        answer = b""
        while not (answer.startswith(b"HTTP/1.1 101") and answer.endswith(b"\r\n\r\n")):
            with contextlib.suppress(ConnectionResetError):  # it does not read what comes after a head that is wrong
                if chunk := connection.recv(65536):
                    answer += chunk
                    continue
            break
        return answer


def answer_to(gateway, request):
    return Answer(octets_after(request, gateway.port))


def head(line="GET /ws HTTP/1.1", host="Host: localhost", more=()):
    """A lawful request for a WebSocket, but for what the test is about."""
    fields = [host, "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol: wamp.2.json", *more]
    return "\r\n".join([line, *fields, "", ""]).encode("latin-1")


OUR_HOSTS = ["localhost", "LocalHost:1", "127.0.0.1", "127.8.9.10:80", "[::1]", "[::1]:65535", "desk.local",
             "DESK.local:99", "gate.example:8080"]
OTHER_HOSTS = [
    "", "evil.example", "localhost.evil.example", "evil.example:5020", "localhost.", "desk.local.", "gate.example",
    "gate.example:8081", "localhost:", "localhost:0", "localhost:65536", "localhost:-1", "localhost:+1", "localhost: 1",
    "localhost:1:1", "localhost:x", "user@localhost", "user:pass@localhost", "localhost/", "localhost?", "localhost#",
    "http://localhost", "localhost,localhost", "localhost localhost", "localhost;x", "*", "*.local", "192.168.1.5",
    "0.0.0.0", "127.1", "127.0.1", "0x7f000001", "2130706433", "0177.0.0.1", "127.0.0.1.", "127.0.0.256",
    "127.0.0.1.evil.example", "::1", "[::1", "::1]", "[::]", "[::2]", "[::1]x", "[::1%1]", "[::1%lo]", "[::1%25lo]:80",
    "[::1%; script-src *]", "[::ffff:127.0.0.1]", "[127.0.0.1]", "[localhost]", "[fe80::1%lo]", "l\xf6calhost",
    "xn--lcalhost-n4a", "local\tlocalhost"]


@pytest.mark.parametrize("host", OUR_HOSTS)
def test_our_hosts_are_let_in(gateway, host):
    assert answer_to(gateway, head(host=f"Host: {host}")).status == 101


@pytest.mark.parametrize("host", OTHER_HOSTS)
@pytest.mark.parametrize("line", ["GET /ws HTTP/1.1", "GET /pair HTTP/1.1", "GET /nothing HTTP/1.1"])
def test_other_hosts_are_misdirected_whatever_they_ask_for(gateway, line, host):
    answer = answer_to(gateway, head(line, host=f"Host: {host}"))
    assert (answer.status, answer.fields["Content-Security-Policy"]) == (421, "default-src 'none'")


@pytest.mark.parametrize("origin, status", [
    (FRIEND, 101), ("http://localhost", 101), ("https://localhost", 403), ("http://127.0.0.1", 403),
    ("http://localhost:80", 403), ("http://friend.example", 403), (f"{FRIEND}:443", 403), (f"{FRIEND}/", 403),
    (FRIEND.upper(), 403), (f"{FRIEND}.evil.example", 403), ("https://evil.example", 403), ("null", 403), ("", 403),
    ("file://", 403), ("chrome-extension://abc", 403), (f"{FRIEND} {FRIEND}", 403), (f"{FRIEND},{FRIEND}", 403),
    (f"{FRIEND}\r\nOrigin: {FRIEND}", 403), (f"{FRIEND}\r\nOrigin: null", 403)])
def test_an_origin_is_ours_to_the_last_character(gateway, origin, status):
    assert answer_to(gateway, head(more=[f"Origin: {origin}"])).status == status


@pytest.mark.parametrize("host, origin, status", [
    ("127.0.0.1:{port}", "https://127.0.0.1:{port}", 101), ("127.0.0.1:{port}", "http://127.0.0.1:{port}", 403),
    ("evil.example:{port}", "https://evil.example:{port}", 421)])
def test_over_tls_our_own_origin_is_of_https(gateway, host, origin, status):
    host, origin = (text.format(port=gateway.tls_port) for text in (host, origin))
    request = head(host=f"Host: {host}", more=[f"Origin: {origin}"])
    assert Answer(octets_after(request, gateway.tls_port, PinnedContext())).status == status


def padded(size):
    """A head of so many octets."""
    return head(more=["X: " + "x" * (size - len(head(more=["X: "])))])


HEADS = {
    "8192 octets": (101, padded(8192)),
    "8193 octets": (431, padded(8193)),
    "no end": (431, b"GET /" + b"x" * 8192),
    "64 fields": (101, head(more=["X: y"] * (64 - 6))),
    "65 fields": (431, head(more=["X: y"] * (65 - 6))),
    "no Host": (400, head(host="X: y")),
    "two Hosts": (400, head(more=["Host: localhost"])),
    "two different Hosts": (400, head(more=["Host: evil.example"])),
    "a bare LF": (400, head().replace(b"\r\nUpgrade", b"\nUpgrade")),
    "bare LFs": (400, head().replace(b"\r\n", b"\n")),
    "a bare CR": (400, head(more=["X: a\rb"])),
    "a NUL in a value": (400, head(more=["X: \0"])),
    "a NUL in the target": (400, head("GET /w\0s HTTP/1.1")),
    "an escape": (400, head(more=["X: \x1b[2J"])),
    "a folded field": (400, head(more=["X: a", " b"])),
    "a field folded by a tab": (400, head(more=["X: a", "\tb"])),
    "a folded first field": (400, head(host=" Host: localhost")),
    "a blank before the colon": (400, head(host="Host : localhost")),
    "a field without a name": (400, head(more=[": y"])),
    "a field without a colon": (400, head(more=["nonsense"])),
    "HTTP/0.9": (400, b"GET /pair\r\n\r\n"),
    "HTTP/0.9 with a field": (400, b"GET /pair\r\nHost: localhost\r\n\r\n"),
    "HTTP/1.0": (505, head("GET /ws HTTP/1.0")),
    "HTTP/1.2": (400, head("GET /ws HTTP/1.2")),
    "HTTP/2": (400, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    "HTTP/11": (400, head("GET /ws HTTP/11")),
    "a version in small letters": (400, head("GET /ws http/1.1")),
    "a method in small letters": (400, head("get /ws HTTP/1.1")),
    "two blanks": (400, head("GET  /ws HTTP/1.1")),
    "a tab for a blank": (400, head("GET\t/ws HTTP/1.1")),
    "an empty line first": (400, b"\r\n" + head()),
    "an absolute target": (404, head("GET http://localhost/ws HTTP/1.1")),
    "an absolute target of a page": (404, head("GET http://localhost/pair HTTP/1.1")),
    "an absolute target elsewhere": (404, head("GET http://evil.example/ HTTP/1.1")),
    "CONNECT": (405, head("CONNECT evil.example:80 HTTP/1.1")),
    "OPTIONS": (405, head("OPTIONS * HTTP/1.1")),
    "POST": (405, head("POST /ws HTTP/1.1")),
    "TRACE": (405, head("TRACE /ws HTTP/1.1")),
    "a body": (400, head(more=["Content-Length: 5"]) + b"hello"),
    "a body of nothing": (101, head(more=["Content-Length: 0"])),
    "two lengths": (400, head(more=["Content-Length: 0", "Content-Length: 0"])),
    "a negative length": (400, head(more=["Content-Length: -1"])),
    "Transfer-Encoding": (400, head(more=["Transfer-Encoding: chunked"]) + b"0\r\n\r\n"),
    "Transfer-Encoding and a length": (400, head(more=["Transfer-Encoding: chunked", "Content-Length: 5"])),
    "TLS": (400, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"),
}


@pytest.mark.parametrize("status, request_octets", HEADS.values(), ids=HEADS)
def test_a_head_gets_its_status(gateway, status, request_octets):
    answer = answer_to(gateway, request_octets)
    assert answer.status == status
    assert status == 101 or answer.fields["Connection"].startswith("close")


GUARDS = {
    "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store", "Connection": "close"}


def test_a_page_comes_with_these_fields_and_no_other(gateway):
    answer = answer_to(gateway, b"GET /pair HTTP/1.1\r\nHost: desk.local:5020\r\nX: leaks\r\nCookie: a=b\r\n\r\n")
    assert answer.status == 200
    assert answer.fields == GUARDS | {
        "Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(answer.body)),
        "Content-Security-Policy":
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' "
            "ws://desk.local:5020 wss://desk.local:5020; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"}


@pytest.mark.parametrize("line, host, status", [
    ("/pair", "localhost", 200), ("/pair", "evil.example", 421), ("/pair", "[::1%lo]", 421), ("/nothing", "localhost", 405),
    ("/ws", "localhost", 405)])
def test_what_answers_a_head_has_no_body(gateway, line, host, status):
    answer = answer_to(gateway, f"HEAD {line} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    assert (answer.status, answer.separator, answer.body) == (status, b"\r\n\r\n", b"")
    assert int(answer.fields["Content-Length"]) > 0


def test_nothing_after_a_request_is_another(gateway):
    page = b"GET /pair/pair.css HTTP/1.1\r\nHost: localhost\r\n\r\n"
    octets = octets_after(page + page, gateway.port)
    assert octets.count(b"HTTP/1.1 ") == 1
