#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Decides what clients may do with WAMP where neither grants nor permissions say anything.

    authorize.py [SOCKET]            until it is interrupted

deskgate.toml names the procedure: `[authorize]`, `procedure = "com.example.authorize"`. Here each role has a room of its
own, "com.example.ROLE.", and everybody may listen to "com.example.news". Only this user's own programs can register the
procedure, so that this connects to the Unix socket, $XDG_RUNTIME_DIR/deskgate/wamp.sock.
python3-autobahn is the WAMP client that Debian has for everybody; nothing in here is Deskgate's own."""

import asyncio
import os
import sys

SOCKET = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("XDG_RUNTIME_DIR", "/run") + "/deskgate/wamp.sock"
REALM = os.environ.get("DESKGATE_REALM", "deskgate")

try:
    import txaio
    from autobahn.asyncio.rawsocket import WampRawSocketClientFactory, WampRawSocketClientProtocol
    from autobahn.asyncio.wamp import ApplicationSession
    from autobahn.wamp.exception import ApplicationError
    from autobahn.wamp.types import ComponentConfig
except ImportError:
    sys.exit("Python's WAMP client is not installed.\n  Install it: apt-get install python3-autobahn\n"
             "  and start this with /usr/bin/python3.")


# Debian's 22.7.1 forgot this one on asyncio, so that no session over RawSocket gets past WELCOME.
WampRawSocketClientProtocol.transport_details = property(lambda self: self._transport_details)


def authorize(session, uri, action, options):
    if uri.startswith(f"com.example.{session['authrole']}."):
        # Whoever is called or hears of it is told who it was, and this need not be asked again.
        return {"allow": True, "disclose": True, "cache": True}
    return action == "subscribe" and uri == "com.example.news" and options["match"] == "exact"


class Authorizer(ApplicationSession):
    async def onJoin(self, details):
        try:
            await self.register(authorize, "com.example.authorize")
            print("ready", flush=True)
        except ApplicationError as error:
            print(f"Deskgate refuses: {error}\n  Only the Unix socket lets programs register this.", file=sys.stderr)
            self.leave()

    def onDisconnect(self):
        asyncio.get_event_loop().stop()


loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
txaio.config.loop = loop
factory = WampRawSocketClientFactory(lambda: Authorizer(ComponentConfig(REALM)))
try:
    loop.run_until_complete(loop.create_unix_connection(factory, SOCKET))
    loop.run_forever()
except OSError as error:
    sys.exit(f"Deskgate is not at {SOCKET}: {error}\n  Start it: ./dev run")
except KeyboardInterrupt:
    pass
