#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""A machine with a battery of 60 Wh, four fifths full, and upowerd on it. Under umockdev-wrapper.

battery_machine.py UPOWERD; says where the battery's files are, which upowerd reads as if they were the kernel's. After
SIGUSR1 upowerd hears, as from the kernel, that they have changed."""

import signal
import subprocess
import sys

import gi

gi.require_version("UMockdev", "1.0")
from gi.repository import UMockdev  # noqa: E402

ATTRIBUTES = {"type": "Battery", "present": "1", "status": "Discharging", "energy_full": "60000000",
              "energy_full_design": "80000000", "energy_now": "48000000", "voltage_now": "12000000"}
SIGNALS = {signal.SIGUSR1, signal.SIGTERM}


def flat(table):
    return [text for pair in table.items() for text in pair]


machine = UMockdev.Testbed.new()
battery = machine.add_device("power_supply", "BAT0", None, flat(ATTRIBUTES), ["POWER_SUPPLY_ONLINE", "1"])
upowerd = subprocess.Popen(sys.argv[1:])
signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
print("battery:", machine.get_root_dir() + battery, flush=True)
while signal.sigwait(SIGNALS) == signal.SIGUSR1:
    machine.uevent(battery, "change")
upowerd.terminate()
upowerd.wait()
