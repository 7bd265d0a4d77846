# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""A crash while the desktop is asked is a no: what was asked for is never done, whatever is pressed afterwards, and
what was allowed for a while is asked for again."""

import json

import pytest

from support.desk import TLS, Desk
from support.logins import by_ticket
from support.phone import Phone
from support.wamp import ABORT, WampError

POLICY = """
summary = "Tests: a service that is asked for"

[service]
name = "org.example.Everything"
path = "/org/example/Everything"
uri  = "org.deskgate.asked"

[grant.use."org.example.Everything".call]
Add = { ask = true }
"""
ADD = "org.deskgate.asked.Everything.Add"
DENIED = [ABORT, {"message": "the proof is wrong, or there is nobody of this name"}, "wamp.error.authentication_denied"]
FAMILY = {"role": {"owner": {"grants": ["*"]}, "family": {"grants": ["asked.use"]}},
          "principal": {"script": {"role": "family", "ticket": "open sesame"}}}


@pytest.fixture
def starts(folder, start_gateway, everything, dunst):
    """starts(): Deskgate, and once more with the state that it had."""
    policies = folder / "policies"
    policies.mkdir()
    (policies / "asked.toml").write_text(POLICY)

    def start():
        gateway = start_gateway(policies=[policies], config={**TLS, **FAMILY})
        gateway.tls_address = gateway.stdout.wait_for(r"wss://([^/]+)/ws")[1]
        return gateway
    return start


def asks(gateway, dunst):
    """Somebody whose call waits for the answer, and its request."""
    client, _ = by_ticket(gateway)
    request = client.starts_calling(ADD, 2, 3)
    dunst.comes_to_display(1)
    return client, request


def presses_too_late(dunst, button):
    """Nobody is there any more who would take the question away."""
    dunst.presses(button)
    dunst.closes_all()
    dunst.comes_to_display(0)


def test_what_was_asked_for_is_not_done_whatever_is_pressed_then(starts, dunst, everything, folder):
    gateway = starts()
    client, _ = asks(gateway, dunst)
    gateway.kill()
    assert client.hears() is None
    again = starts()
    presses_too_late(dunst, "Allow once")
    client, request = asks(again, dunst)
    assert everything.call_count == 0
    dunst.presses("Do not allow")
    with pytest.raises(WampError, match="not_authorized"):
        client.result_of(request)
    assert everything.call_count == 0
    log = (folder / ".local/state/deskgate/audit.jsonl").read_text()
    asked = [json.loads(line)["verdict"] for line in log.splitlines() if json.loads(line)["event"] in ("ask", "write")]
    assert asked == ["refused"]


def test_ten_minutes_end_with_the_daemon(starts, dunst):
    gateway = starts()
    client, request = asks(gateway, dunst)
    dunst.presses("Allow for ten minutes")
    assert client.result_of(request) == [5]
    assert client.calls(ADD, 2, 3) == [5]
    dunst.comes_to_display(0)
    gateway.kill()
    client, request = asks(starts(), dunst)
    dunst.presses("Do not allow")
    with pytest.raises(WampError, match="not_authorized"):
        client.result_of(request)


def test_who_was_about_to_be_paired_is_not(starts, dunst):
    gateway = starts()
    phone = Phone()
    phone.claims(Desk(gateway).opens(grants=["asked.use"]))
    dunst.comes_to_display(1)
    gateway.kill()
    again = starts()
    presses_too_late(dunst, "Allow")
    assert Desk(again).devices() == []
    assert phone.logs_in(again.tls_address)[1] == DENIED
