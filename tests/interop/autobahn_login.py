#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""autobahn_login.py URL METHOD AUTHID SECRET [CA]: as autobahn_login.mjs, with python3-autobahn, which trusts CA.

ws://… and wss://… are WebSocket, rs://… is RawSocket. The secret of tls is a file with a certificate and its key.
"""

import asyncio
import json
import ssl
import sys

from autobahn.asyncio.rawsocket import WampRawSocketClientProtocol
from autobahn.asyncio.wamp import ApplicationRunner, Session
from autobahn.wamp.auth import create_authenticator

WampRawSocketClientProtocol.transport_details = property(lambda self: self._transport_details)
url, method, authid, secret, *ca = sys.argv[1:]
SECRETS = {"ticket": {"ticket": secret}, "wampcra": {"secret": secret},
           "cryptosign": {"privkey": secret, "authextra": {}}}


class Login(Session):
    def onConnect(self):
        if method == "tls":  # of which autobahn knows nothing: it has been proven by now
            return self.join(self.config.realm, [method], authid)
        self.add_authenticator(create_authenticator(method, authid=authid, **SECRETS[method]))
        return super().onConnect()

    def onJoin(self, details):
        print(json.dumps({"authid": details.authid, "authrole": details.authrole, "authmethod": details.authmethod}))
        self.leave()

    def onLeave(self, details):
        if details.reason.startswith("wamp.error"):
            print(json.dumps({"refused": details.reason}))
        self.disconnect()

    def onDisconnect(self):
        asyncio.get_event_loop().stop()


asyncio.set_event_loop(asyncio.new_event_loop())
context = ssl.create_default_context(cafile=ca[0]) if ca else None
if method == "tls":
    context.load_cert_chain(secret)
ApplicationRunner(url, "deskgate", ssl=context).run(Login)
