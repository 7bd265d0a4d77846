# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Where the audit log cannot be written nobody is paired and no device is changed; but it can be revoked."""

import pytest

from support.desk import TLS, Desk
from support.phone import Phone
from support.wamp import WampError

UNRECORDED = "the audit log cannot be written, and without it nothing is changed"


@pytest.fixture
def desk(start_gateway, everything, folder):
    """A device has been paired, and now the log is where nothing can be written."""
    gateway = start_gateway(config=TLS)
    Desk(gateway).pairs(Phone())
    gateway.stop()
    log = folder / ".local/state/deskgate/audit.jsonl"
    log.unlink()
    log.symlink_to("/dev/full")
    return Desk(start_gateway(config=TLS))


@pytest.mark.parametrize("change, rest", [
    ("grant", [["everything.look"], []]), ("grant", [[], ["everything.use"]]), ("rename", ["Tablet"]),
    ("expire", [3600])])
def test_a_device_stays_as_it_is(desk, change, rest):
    before = desk.devices()
    told = desk.peer.fails_to_call(f"org.deskgate.admin.devices.{change}", "Pixel 8", *rest)
    assert (told.uri, told.text) == ("wamp.error.unavailable", UNRECORDED)
    assert desk.devices() == before


def test_it_can_be_revoked_all_the_same(desk):
    desk.peer.calls("org.deskgate.admin.devices.revoke", "Pixel 8")
    assert desk.devices() == []


def test_nobody_is_paired(desk):
    before = desk.devices()
    peer, request = Phone("Tablet").claims(desk.opens())
    desk.answers(desk.hears())
    with pytest.raises(WampError) as refused:
        peer.result_of(request)
    assert refused.value.text == UNRECORDED
    assert desk.hears_why() == UNRECORDED
    assert desk.devices() == before
