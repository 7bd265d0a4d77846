#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""autobahn_client.py URL json|msgpack|cbor: the journey of journey.mjs with python3-autobahn.

ws://… is WebSocket, rs://… is RawSocket.
"""

import asyncio
import json
import sys

from autobahn.asyncio.rawsocket import WampRawSocketClientProtocol
from autobahn.asyncio.wamp import ApplicationRunner, ApplicationSession
from autobahn.wamp.exception import ApplicationError
from autobahn.wamp.serializer import CBORSerializer, JsonSerializer, MsgPackSerializer
from autobahn.wamp.types import SubscribeOptions

PLAYER = "org.deskgate.mpris.mpv"
SERVICE = "org.deskgate.everything.Everything"
SERIALIZERS = {"json": JsonSerializer, "msgpack": MsgPackSerializer, "cbor": CBORSerializer}
transcript = {}

# Debian's 22.7.1 forgot this one on asyncio, so that no session over RawSocket gets past WELCOME.
WampRawSocketClientProtocol.transport_details = property(lambda self: self._transport_details)


class Journey(ApplicationSession):
    async def onJoin(self, details):
        transcript["listed"] = sorted(item["uri"] for item in await self.call("org.deskgate.bus.list"))

        values = asyncio.Queue()
        await self.subscribe(values.put_nowait, f"{PLAYER}.Player.PlaybackStatus", SubscribeOptions(get_retained=True))
        transcript["retained"] = await values.get()
        await self.call(f"{PLAYER}.Player.PlayPause")
        transcript["event"] = await values.get()

        transcript["sum"] = await self.call(f"{SERVICE}.Add", 1, 2)
        transcript["error"] = await self.error_of("Fail", "org.example.Error.Custom", "says the service")
        transcript["refused"] = (await self.error_of("Secret"))["uri"]
        transcript["invalid"] = (await self.error_of("Add", 1, "two"))["uri"]
        self.leave()

    async def error_of(self, method, *arguments):
        try:
            await self.call(f"{SERVICE}.{method}", *arguments)
        except ApplicationError as error:
            return {"uri": error.error, "args": list(error.args)}
        raise AssertionError(f"{method} did not fail")

    def onLeave(self, details):
        transcript["closed"] = details.reason
        self.disconnect()

    def onDisconnect(self):
        asyncio.get_event_loop().stop()


asyncio.set_event_loop(asyncio.new_event_loop())
url, serializer = sys.argv[1:]
ApplicationRunner(url, "deskgate", serializers=[SERIALIZERS[serializer]()]).run(Journey, log_level="critical")
print(json.dumps(transcript))
