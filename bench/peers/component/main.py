# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

"""A gateway as one writes it in an afternoon: python3-autobahn and python3-dbus beside any WAMP router.

main.py URL: registers org.example.bench.echo in realm1, and calls the bench's service with what it is given.
"""

import sys

import dbus
from autobahn.asyncio.wamp import ApplicationRunner, ApplicationSession


class Component(ApplicationSession):
    async def onJoin(self, details):
        service = dbus.SessionBus().get_object("org.example.Bench", "/org/example/Bench")
        echo = service.get_dbus_method("Echo", "org.example.Bench")
        await self.register(lambda text: str(echo(text)), "org.example.bench.echo")
        print("ready", flush=True)


ApplicationRunner(sys.argv[1], "realm1").run(Component)
