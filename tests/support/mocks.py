# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""System services as python3-dbusmock plays them, on a bus of ours."""

import sys

from .bus import Witness
from .program import Program


MOCK = "org.freedesktop.DBus.Mock"


class Mock(Program):
    """`template` is one of dbusmock's, or None. Its mock interface is asked on `path` to add and remove objects."""

    def __init__(self, bus, template, name, path, interface):
        self._bus = bus
        self.name, self._path, self._interface = name, path, interface
        environment = {**bus.environment, "DBUS_SYSTEM_BUS_ADDRESS": bus.address}
        what = ["--template", template] if template else [name, path, name]
        self._methods = []
        super().__init__([sys.executable, "-m", "dbusmock", *what], env=environment)

    def playing(self, interface, methods):
        """With these methods from the beginning: (name, arguments, results, Python that answers)."""
        self._methods = [(interface, methods)]
        return self

    def wait_until_ready(self):
        with Witness(self._bus) as witness:
            witness.wait_for_name(self.name)
        for interface, methods in self._methods:
            self.does("AddMethods", "(sa(ssss))", interface, methods)

    def does(self, method, signature="()", *arguments):
        with Witness(self._bus) as witness:
            return witness.call(self.name, self._path, self._interface, method, signature, *arguments)


def bluez(bus):
    return Mock(bus, "bluez5", "org.bluez", "/org/bluez", "org.bluez.Mock")


def upower(bus):
    return Mock(bus, "upower", "org.freedesktop.UPower", "/org/freedesktop/UPower", MOCK)


def network_manager(bus):
    return Mock(bus, "networkmanager", "org.freedesktop.NetworkManager", "/org/freedesktop/NetworkManager",
                MOCK)


def logind(bus):
    return Mock(bus, "logind", "org.freedesktop.login1", "/org/freedesktop/login1", MOCK)


def gnome_screensaver(bus):
    return Mock(bus, "gnome_screensaver", "org.gnome.ScreenSaver", "/org/gnome/ScreenSaver", MOCK)


def sets_locked(bus, is_locked):
    with Witness(bus) as witness:
        witness.call("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "SetActive", "(b)",
                     is_locked)


def screensaver(bus):
    """The freedesktop.org name, of which dbusmock has no template."""
    name, path = "org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"
    return Mock(bus, None, name, path, MOCK).playing(name, [
        ("GetActive", "", "b", "ret = getattr(self, 'is_active', False)"),
        ("Lock", "", "", 'self.is_active = True; self.EmitSignal("", "ActiveChanged", "b", [True])'),
        ("SetActive", "b", "b", "self.is_active = args[0]; ret = True"),
        ("Inhibit", "ss", "u", "ret = 42"),
        ("UnInhibit", "u", "", ""),
    ])


def screensaver_of_gnome(bus):
    """The same name as GNOME's proxy has it, which can only inhibit, and says so."""
    name, path = "org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"
    not_supported = "raise dbus.exceptions.DBusException('no', name='org.freedesktop.DBus.Error.NotSupported')"
    return Mock(bus, None, name, path, MOCK).playing(name, [("GetActive", "", "b", not_supported)])
