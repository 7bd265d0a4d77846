#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Tells Deskgate of people whom its configuration does not name, so that they can log in.

    login.py PEOPLE [SOCKET]         until it is interrupted

deskgate.toml names the procedure: `[login]`, `procedure = "com.example.authenticate"`. PEOPLE is a JSON file with what
would stand under [principal.NAME] of each, and is read anew each time; nobody else should be able to read it:

    {"ann": {"role": "family", "ticket": "correct horse battery staple"}}

Deskgate compares the proof itself, so that nothing of it comes here. Only this user's own programs can register the
procedure, so that this connects to the Unix socket, $XDG_RUNTIME_DIR/deskgate/wamp.sock.
python3-autobahn is the WAMP client that Debian has for everybody; nothing in here is Deskgate's own."""

import asyncio
import json
import os
import pathlib
import sys

if len(sys.argv) < 2:
    sys.exit(__doc__)
PEOPLE = pathlib.Path(sys.argv[1])
SOCKET = sys.argv[2] if len(sys.argv) > 2 else os.environ.get("XDG_RUNTIME_DIR", "/run") + "/deskgate/wamp.sock"
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


def authenticate(realm, name, details):
    people = json.loads(PEOPLE.read_text(encoding="utf-8"))
    if name not in people:
        # Deskgate tells nobody: who is unknown hears what everybody hears whose proof is wrong.
        raise ApplicationError("com.example.error.no_such_user")
    return people[name]


class Provider(ApplicationSession):
    async def onJoin(self, details):
        try:
            await self.register(authenticate, "com.example.authenticate")
            print("ready", flush=True)
        except ApplicationError as error:
            print(f"Deskgate refuses: {error}\n  Only the Unix socket lets programs register this.", file=sys.stderr)
            self.leave()

    def onDisconnect(self):
        asyncio.get_event_loop().stop()


loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
txaio.config.loop = loop
factory = WampRawSocketClientFactory(lambda: Provider(ComponentConfig(REALM)))
try:
    loop.run_until_complete(loop.create_unix_connection(factory, SOCKET))
    loop.run_forever()
except OSError as error:
    sys.exit(f"Deskgate is not at {SOCKET}: {error}\n  Start it: ./dev run")
except KeyboardInterrupt:
    pass
