# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""System services as python3-dbusmock plays them, on a bus of ours."""

import sys

from .bus import Witness
from .program import Program


class Mock(Program):
    """`template` is one of dbusmock's. Its mock interface is asked on `path` to add and remove objects."""

    def __init__(self, bus, template, name, path, interface):
        self._bus = bus
        self.name, self._path, self._interface = name, path, interface
        environment = {**bus.environment, "DBUS_SYSTEM_BUS_ADDRESS": bus.address}
        super().__init__([sys.executable, "-m", "dbusmock", "--template", template], env=environment)

    def wait_until_ready(self):
        with Witness(self._bus) as witness:
            witness.wait_for_name(self.name)

    def does(self, method, signature="()", *arguments):
        with Witness(self._bus) as witness:
            return witness.call(self.name, self._path, self._interface, method, signature, *arguments)


def bluez(bus):
    return Mock(bus, "bluez5", "org.bluez", "/org/bluez", "org.bluez.Mock")


def upower(bus):
    return Mock(bus, "upower", "org.freedesktop.UPower", "/org/freedesktop/UPower", "org.freedesktop.DBus.Mock")


def network_manager(bus):
    return Mock(bus, "networkmanager", "org.freedesktop.NetworkManager", "/org/freedesktop/NetworkManager",
                "org.freedesktop.DBus.Mock")
