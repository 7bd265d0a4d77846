# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""UPower itself, on a bus of ours, beside a battery that umockdev makes up."""

import pathlib
import signal
import sys

from .bus import Witness
from .program import Program, require

NAME = "org.freedesktop.UPower"
DEVICE = "org.freedesktop.UPower.Device"
BATTERY = "/org/freedesktop/UPower/devices/battery_BAT0"
MACHINE = pathlib.Path(__file__).with_name("battery_machine.py")


class Upowerd(Program):
    def __init__(self, bus, folder):
        self._bus = bus
        wrapper = require("umockdev-wrapper", "umockdev")
        super().__init__([wrapper, sys.executable, str(MACHINE), require("/usr/libexec/upowerd", "upower")],
                         env={**bus.environment, "DBUS_SYSTEM_BUS_ADDRESS": bus.address, "TMPDIR": str(folder),
                              "UPOWER_HISTORY_DIR": str(folder)})

    def wait_until_ready(self):
        self._files = pathlib.Path(self.stdout.wait_for(r"^battery: (\S+)")[1])
        with Witness(self._bus) as witness:
            witness.wait_for_property(NAME, BATTERY, DEVICE, "IsPresent", bool)

    def runs_down_to(self, watt_hours):
        (self._files / "energy_now").write_text(f"{watt_hours * 1_000_000}\n")
        self.send(signal.SIGUSR1)
