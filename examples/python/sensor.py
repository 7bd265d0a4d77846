#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""The garden's sensor: what a Raspberry Pi would run, so that programs of the desktop have its values on D-Bus.

    sensor.py            until it is interrupted

docs/policies.md ("exporting") has the policy file by which Deskgate exports it. Registering and publishing needs
permissions: over the Unix socket the owner has them, over loopback a [[role.anonymous.permission]] gives them.
python3-autobahn is the WAMP client that Debian has for everybody; nothing in here is Deskgate's own."""

import asyncio
import os
import random
import sys

URL = os.environ.get("DESKGATE_URL", "ws://127.0.0.1:5020/ws")
REALM = os.environ.get("DESKGATE_REALM", "deskgate")
PERIOD = 10  # seconds

try:
    from autobahn.asyncio.wamp import ApplicationRunner, ApplicationSession
    from autobahn.wamp.exception import ApplicationError
    from autobahn.wamp.types import PublishOptions
except ImportError:
    sys.exit("Python's WAMP client is not installed.\n  Install it: apt-get install python3-autobahn\n"
             "  and start this with /usr/bin/python3.")


class Sensor(ApplicationSession):
    target = 21.0

    async def onJoin(self, details):
        try:
            await self.register(self.water, "com.example.garden.water")
            await self.register(self.set_temperature, "com.example.garden.temperature.set")
            print("ready", flush=True)
            while True:
                await self.tell(self.target + random.uniform(-0.1, 0.1))
                await asyncio.sleep(PERIOD)
        except ApplicationError as error:
            print(f"Deskgate refuses: {error}\n  docs/configuration.md says how a role gets permissions.", file=sys.stderr)
            self.leave()

    def water(self, seconds):
        print(f"watering for {seconds} s", flush=True)
        return True

    async def set_temperature(self, target):
        self.target = target
        await self.tell(target)

    async def tell(self, temperature):
        # Retained: who asks later hears the latest value.
        await self.publish("com.example.garden.temperature", temperature,
                           options=PublishOptions(retain=True, acknowledge=True))

    def onDisconnect(self):
        asyncio.get_event_loop().stop()


try:
    ApplicationRunner(URL, REALM).run(Sensor)
except OSError as error:
    sys.exit(f"Deskgate is not at {URL}: {error}\n  Start it: ./dev run")
