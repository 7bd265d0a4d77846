# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""What openssl's own client may not have: older TLS, tickets, early data, a protocol that is not spoken here."""

import subprocess

import pytest

from support.certificate import Certificate
from support.program import Program, require, run
from support.waiting import eventually

CLIENT = ["openssl", "s_client", "-connect"]
NO_PROTOCOL = "tlsv1 alert no application protocol"


@pytest.fixture
def address(start_gateway):
    require("openssl", "openssl")
    listen = {"websocket": "127.0.0.1:0", "unix": "deskgate/wamp.sock", "tls": "127.0.0.1:0"}
    gateway = start_gateway(policies=[], until="^Mirrored now:", config={"listen": listen})
    return gateway.stdout.wait_for(r"wss://([^/]+)/ws")[1]


@pytest.fixture
def teacher(folder, started):
    """A server that gives tickets for early data, and takes it: what Deskgate does not."""
    certificate = Certificate(folder)
    server = started.enter_context(Program(
        ["openssl", "s_server", "-accept", "127.0.0.1:0", "-tls1_3", "-early_data", "-cert", str(certificate.file),
         "-key", str(certificate.key)], stdin=subprocess.PIPE))  # it leaves where its input ends
    return server.stdout.wait_for(r"^ACCEPT (127\.0\.0\.1:\d+)")[1]


@pytest.fixture
def session(teacher, folder):
    """A file with a session that a client may resume with early data."""
    file = folder / "session.pem"
    with Program([*CLIENT, teacher, "-tls1_3", "-sess_out", str(file)], stdin=subprocess.PIPE) as client:
        eventually("a ticket", lambda: file.exists() and file.read_text(), lambda text: text and "-----END" in text)
        client.types("Q\n")  # a session that is broken off is not resumed
        client.wait()
    return file


def says_early(address, session, folder):
    early = folder / "early.txt"
    early.write_text("GET /ws HTTP/1.1\r\n")
    return run([*CLIENT, address, "-tls1_3", "-sess_in", str(session), "-early_data", str(early)]).stdout


def test_early_data_is_refused(address, teacher, session, folder):
    assert "Early data was accepted" in says_early(teacher, session, folder)
    said = says_early(address, session, folder)
    assert "Early data was rejected" in said
    assert "New, TLSv1.3" in said and "Reused" not in said


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_1", "-tls1"])
def test_older_versions_are_refused_by_name(address, version):
    ended = run([*CLIENT, address, version, "-cipher", "ALL:@SECLEVEL=0"])
    assert ended.returncode == 1 and "Cipher is (NONE)" in ended.stdout
    assert "alert protocol version" in ended.stderr


@pytest.mark.parametrize("offers, chosen", [("http/1.1", "http/1.1"), ("h2,http/1.1", "http/1.1")])
def test_of_the_protocols_that_a_browser_offers_http_1_1_is_chosen(address, offers, chosen):
    assert f"ALPN protocol: {chosen}\n" in run([*CLIENT, address, "-alpn", offers]).stdout


@pytest.mark.parametrize("offers", ["h2", "h2,h3", "ftp", "imap,smtp", "http/1.0", "HTTP/1.1"])
def test_a_client_that_means_another_server_is_refused(address, offers):
    ended = run([*CLIENT, address, "-alpn", offers])
    assert ended.returncode == 1 and NO_PROTOCOL in ended.stderr


def test_a_client_that_names_no_protocol_is_served(address):
    ended = run([*CLIENT, address])
    assert ended.returncode == 0 and "No ALPN negotiated" in ended.stdout
