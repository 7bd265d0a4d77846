# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Notifications sent over WAMP are shown by a real notification server, and what others send it is seen."""

import pytest

from support.notifications import Dunst
from support.program import require, run
from support.wamp import WampError

NOTIFICATIONS = "org.deskgate.notifications.Notifications"


@pytest.fixture
def sender(start_gateway, dunst):
    return start_gateway("notifications.send").client()


def notify(client, summary="Washing machine", body="is done", hints=None, expires=0, app_name="phone"):
    return client.calls(f"{NOTIFICATIONS}.Notify", app_name, 0, "", summary, body, [], hints or {}, expires)


def test_a_notification_is_shown(sender, dunst):
    identifier, = notify(sender)
    assert isinstance(identifier, int)
    dunst.comes_to_display(1)


def test_a_notification_is_taken_back_and_was_what_was_sent(sender, dunst):
    identifier, = notify(sender, "Tür ☀", "offen", {"urgency": {"t": "y", "v": 2}, "category": "device"})
    dunst.comes_to_display(1)
    assert sender.calls(f"{NOTIFICATIONS}.CloseNotification", identifier) == []
    dunst.comes_to_display(0)
    shown, = dunst.history
    assert (shown["summary"], shown["body"]) == ("Tür ☀", "offen")
    assert (shown["appname"], shown["category"]) == ("phone", "device")


def test_what_the_server_can_do_is_told(sender, dunst):
    capabilities, = sender.calls(f"{NOTIFICATIONS}.GetCapabilities")
    assert {"body", "actions"} <= set(capabilities)
    assert sender.calls(f"{NOTIFICATIONS}.GetServerInformation")[0] == "dunst"


@pytest.mark.parametrize("change, told", [
    ({"hints": {"urgency": None}}, "urgency"),
    ({"expires": "soon"}, "expire_timeout"),
    ({"summary": 5}, "summary"),
])
def test_what_does_not_fit_is_not_shown(change, told, sender, dunst):
    with pytest.raises(WampError) as refused:
        notify(sender, **change)
    assert refused.value.uri == "wamp.error.invalid_argument"
    assert told in refused.value.text
    dunst.comes_to_display(0)


@pytest.mark.parametrize("change, told", [
    ({"app_name": "x" * 101}, "100"),
    ({"summary": "x" * 1001}, "1000"),
    ({"body": "x" * 10001}, "10000"),
    ({"hints": {"image-path": "/etc/passwd"}}, "image-path"),
    ({"expires": 600001}, "600000"),
])
def test_what_the_policy_does_not_let_through_is_not_shown(change, told, sender, dunst):
    with pytest.raises(WampError) as refused:
        notify(sender, **change)
    assert refused.value.uri == "wamp.error.not_authorized"
    assert told in refused.value.text
    dunst.comes_to_display(0)


def test_who_may_only_look_sends_nothing(start_gateway, dunst):
    viewer = start_gateway("notifications.view").client()
    assert viewer.calls(f"{NOTIFICATIONS}.GetCapabilities")
    with pytest.raises(WampError) as refused:
        notify(viewer)
    assert refused.value.uri == "wamp.error.not_authorized"
    dunst.comes_to_display(0)


def test_a_server_that_starts_later_is_there_at_once(start_gateway, bus, display, started):
    client = start_gateway("notifications.send").client()
    client.subscribes("org.deskgate.bus.added")
    assert client.fails_to_call(f"{NOTIFICATIONS}.GetCapabilities").uri == "wamp.error.no_such_procedure"
    dunst = started.enter_context(Dunst(bus, display))
    assert client.next_event().arguments[0]["uri"] == "org.deskgate.notifications"
    notify(client)
    dunst.comes_to_display(1)


def test_what_programs_post_is_seen_with_its_number(start_gateway, bus, dunst):
    viewer = start_gateway("notifications.see").client()
    viewer.subscribes(f"{NOTIFICATIONS}.Notify")
    number = notify_send(bus, "Tür", "offen")
    event = viewer.next_event()
    assert (event.arguments[0], event.arguments[3:5]) == ("notify-send", ["Tür", "offen"])
    assert event.keywords["reply"] == [number]


def test_that_a_notification_is_closed_is_seen_though_its_sender_alone_is_told(start_gateway, bus, witness, dunst):
    viewer = start_gateway("notifications.see").client()
    viewer.subscribes(f"{NOTIFICATIONS}.NotificationClosed")
    number = notify_send(bus, "Tür", "offen")
    name = "org.freedesktop.Notifications"
    witness.call(name, f"/{name.replace('.', '/')}", name, "CloseNotification", "(u)", number)
    closed_by_a_call = 3
    assert viewer.next_event().arguments == [number, closed_by_a_call]


def test_who_may_send_does_not_see_what_others_post(start_gateway, dunst):
    refused = start_gateway("notifications.send").client().fails_to_subscribe(f"{NOTIFICATIONS}.Notify")
    assert "notifications.see" in refused.text


def notify_send(bus, summary, body):
    """As another program does, and the number that the server gives it."""
    words = [require("notify-send", "libnotify-bin"), "--print-id", summary, body]
    return int(run(words, env=bus.environment).stdout)
