# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""systemd's own small services, as Debian has them, on a bus of ours; and as much of systemd as they ask for."""

from gi.repository import GLib

from .bus import Witness
from .mocks import MOCK, Mock
from .program import Program, require

SYSTEMD = "org.freedesktop.systemd1"
TIMESYNCD = "systemd-timesyncd.service"
UNIT_PATH = "/org/freedesktop/systemd1/unit/systemd_2dtimesyncd_2eservice"


class SystemdDaemon(Program):
    """`program` is systemd-timedated, systemd-localed, ...; it must only be asked, for what it sets is the machine's."""

    def __init__(self, bus, program, name):
        self._bus = bus
        self.name = name
        super().__init__([require(f"/lib/systemd/{program}", "systemd")],
                         env={**bus.environment, "DBUS_SYSTEM_BUS_ADDRESS": bus.address,
                              "SYSTEMD_TIMEDATED_NTP_SERVICES": TIMESYNCD})

    def wait_until_ready(self):
        with Witness(self._bus) as witness:
            witness.wait_for_name(self.name)


def write_service_file(folder, program, name):
    """The bus of `folder` starts the program when somebody wants the name."""
    address = f"DBUS_SYSTEM_BUS_ADDRESS=unix:path={folder}/bus.sock"
    (folder / f"{name}.service").write_text(
        f"[D-BUS Service]\nName={name}\nExec=/usr/bin/env {address} /lib/systemd/{program}\n")


def timedated(bus):
    return SystemdDaemon(bus, "systemd-timedated", "org.freedesktop.timedate1")


def localed(bus):
    return SystemdDaemon(bus, "systemd-localed", "org.freedesktop.locale1")


class Systemd(Mock):
    """systemd that knows one unit: the one that synchronises the clock, which runs."""

    def __init__(self, bus):
        super().__init__(bus, "systemd", SYSTEMD, "/org/freedesktop/systemd1", MOCK)

    def wait_until_ready(self):
        super().wait_until_ready()
        state = {"LoadState": "loaded", "ActiveState": "active", "UnitFileState": "enabled"}
        self.does("AddObject", "(ssa{sv}a(ssss))", UNIT_PATH, f"{SYSTEMD}.Unit",
                  {key: GLib.Variant("s", value) for key, value in state.items()}, [])
