# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""A certificate that is a link, as certbot keeps it: live/NAME leads into archive/NAME."""

import pathlib
import ssl

import pytest

from support.certificate import Certificate
from support.fixtures import new_folder

NAME = "desk.example"
IS_SHOWN = "certificate: new connections see another one"


class Certbot:
    """Its folder: each certificate stays in the archive, and links lead to the newest."""

    def __init__(self, folder):
        self._folder = folder
        self._made = 0
        self.archive, self.live = folder / "archive" / NAME, folder / "live" / NAME
        self.archive.mkdir(parents=True)
        self.live.mkdir(parents=True)
        self.certificate, self.key = self.live / "fullchain.pem", self.live / "privkey.pem"
        self.renews()

    def renews(self):
        self._made += 1
        self.makes_one_in(self.archive, self._made)
        self.leads_to(pathlib.Path("../../archive", NAME), self._made)

    def makes_one_in(self, place, number):
        made = Certificate(self._folder)
        made.key.replace(place / f"privkey{number}.pem")
        made.file.replace(place / f"fullchain{number}.pem")

    def leads_to(self, place, number):
        for link in (self.key, self.certificate):
            link.unlink(missing_ok=True)
            link.symlink_to(place / f"{link.stem}{number}.pem")


@pytest.fixture
def certbot(started):
    """In a folder that nothing else brings within reach."""
    return Certbot(started.enter_context(new_folder()))


@pytest.fixture
def gateway(start_gateway, certbot):
    return start_gateway(config={"listen": {
        "websocket": "127.0.0.1:0", "unix": "deskgate/wamp.sock", "tls": "127.0.0.1:0",
        "tls_certificate": str(certbot.certificate), "tls_key": str(certbot.key)}})


def shown_by(gateway):
    """The certificate that a new connection sees, as text."""
    port = int(gateway.stdout.wait_for(r"wss://127\.0\.0\.1:(\d+)/")[1])
    return ssl.get_server_certificate(("127.0.0.1", port))


def test_a_certificate_is_shown_that_a_link_leads_to(gateway, certbot):
    assert shown_by(gateway) == certbot.certificate.read_text()


def test_a_certificate_that_is_renewed_is_shown(gateway, certbot):
    certbot.renews()
    gateway.stderr.wait_for(IS_SHOWN)
    assert shown_by(gateway) == certbot.certificate.read_text()


def test_a_certificate_that_is_renewed_again_is_shown(gateway, certbot):
    certbot.renews()
    gateway.stderr.wait_for(IS_SHOWN)
    certbot.renews()
    gateway.stderr.wait_for(IS_SHOWN, times=2)
    assert shown_by(gateway) == certbot.certificate.read_text()


def test_a_certificate_that_is_replaced_where_the_link_leads_is_shown(gateway, certbot):
    certbot.makes_one_in(certbot.archive, 1)
    gateway.stderr.wait_for(IS_SHOWN)
    assert shown_by(gateway) == certbot.certificate.read_text()


def test_a_link_that_leads_out_of_reach_takes_effect_at_the_next_start(gateway, certbot, started):
    before = certbot.certificate.read_text()
    beyond = started.enter_context(new_folder())
    certbot.makes_one_in(beyond, 2)
    certbot.leads_to(beyond, 2)
    gateway.stderr.wait_for(
        rf"certificate: {certbot.certificate}: cannot be read in the sandbox; it takes effect at the next start")
    assert shown_by(gateway) == before
