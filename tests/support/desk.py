# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""This user's own program at the desktop, which opens windows, says yes or no, and looks after the devices."""

from .phone import Link

TLS = {"listen": {"websocket": "127.0.0.1:0", "unix": "deskgate/wamp.sock", "tls": "127.0.0.1:0"}}


class Desk:
    def __init__(self, gateway):
        self.peer = gateway.owner()
        self.peer.subscribes("org.deskgate.admin.pairing.asked")
        self.peer.subscribes("org.deskgate.admin.pairing.closed")

    def opens(self, **options):
        options.setdefault("grants", ["everything.use"])
        return Link(self.peer.calls("org.deskgate.admin.pairing.open", options)[0]["link"])

    def hears(self):
        return self.peer.next_event().arguments[0]

    def hears_why(self):
        """Of a window that has closed without a device."""
        told = self.hears()
        assert told["device"] is None, told
        return told["why"]

    def answers(self, asked, is_yes=True):
        self.peer.calls("org.deskgate.admin.pairing.answer", asked["number"], is_yes)

    def pairs(self, phone, **options):
        """The link, and what the phone was told."""
        link = self.opens(**options)
        peer, request = phone.claims(link)
        self.answers(self.hears())
        granted, = peer.result_of(request)
        assert self.hears()["device"]["id"] == phone.id
        return link, granted

    def devices(self):
        return self.peer.calls("org.deskgate.admin.devices.list")[0]
