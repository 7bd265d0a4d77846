# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Plays cases of the Autobahn WebSocket test suite against a server and prints how each went, as JSON.

    autobahn_client.py PACKAGE URL CASE…

The suite's fuzzing client, reduced to what cases need: a WebSocket client that sends what it is told, lawful or not.
Text stands for octets (cases.py).
"""

import json
import sys

from autobahn.twisted.websocket import WebSocketClientFactory, WebSocketClientProtocol, connectWS
from twisted.internet import reactor

import cases

TOGETHER = 8  # cases that mostly wait
OF_BINARY = ("1.2.", "9.2.", "9.4.", "9.6.", "9.8.")


def octets(text):
    return text.encode("latin-1") if isinstance(text, str) else text


class FuzzingClient(WebSocketClientProtocol):
    """What the suite's cases call `self.p`."""

    def connectionMade(self):
        super().connectionMade()
        self.connectionWasOpen = False
        self.createWirelog = False
        self.txFrameStats = {}
        self.runCase = self.factory.case(self)

    def connectionLost(self, reason):
        super().connectionLost(reason)
        self.runCase.onConnectionLost(self.failedByMe)
        self.factory.on_end(self.runCase)

    def enableWirelog(self, enable):
        pass

    def logTxFrame(self, frameHeader, payload, repeatLength, chopsize, sync):
        self.txFrameStats[frameHeader.opcode] = self.txFrameStats.get(frameHeader.opcode, 0) + 1

    def logRxFrame(self, *_):
        pass

    logRxOctets = logTxOctets = logRxFrame

    # What happens.
    def onOpen(self):
        self.connectionWasOpen = True
        self.runCase.onOpen()

    def onMessage(self, payload, isBinary):
        self.runCase.onMessage(payload.decode("latin-1"), isBinary)

    def onPong(self, payload):
        self.runCase.onPong(payload.decode("latin-1"))

    def onClose(self, wasClean, code, reason):
        self.runCase.onClose(wasClean, code, reason)

    # What a case does.
    def sendFrame(self, opcode, payload="", **more):
        super().sendFrame(opcode, payload=octets(payload), **more)

    def sendMessage(self, payload, isBinary=False, **more):
        super().sendMessage(octets(payload), isBinary=isBinary, **more)

    def sendMessageFrameData(self, payload, sync=False):
        return super().sendMessageFrameData(octets(payload), sync)

    def sendCloseFrame(self, code=None, reasonUtf8=None, isReply=False):
        super().sendCloseFrame(code=code, reasonUtf8=octets(reasonUtf8), isReply=isReply)

    def continueLater(self, delay, function, tag=None):
        self._later(delay, function)

    def killAfter(self, delay):
        self._later(delay, self._fail_connection)

    def closeAfter(self, delay):
        self._later(delay, self.sendClose)

    def _later(self, delay, function):
        reactor.callLater(delay, lambda: self.state == self.STATE_CLOSED or function())


class OneCase(WebSocketClientFactory):
    protocol = FuzzingClient

    def __init__(self, name, case, url, on_end):
        subprotocol = "echo.binary" if name.startswith(OF_BINARY) else "echo.text"
        super().__init__(url, protocols=[subprotocol])
        self.setProtocolOptions(failByDrop=False)
        self.logFrames = True
        self.logOctets = False
        self.case = case
        self._on_end = on_end

    def on_end(self, case):
        self._on_end(case)

    def clientConnectionFailed(self, connector, reason):
        raise SystemExit(f"cannot connect: {reason.getErrorMessage()}")


class Run:
    """All cases, some of them at the same time. Those of section 9 move much, and each alone."""

    def __init__(self, suite, names, url):
        self._suite, self._url = suite, url
        self._waiting = sorted(names, key=lambda name: name.startswith("9."))
        self._running = set()
        self.outcomes = {}

    def go_on(self):
        while self._waiting and self._may_start(self._waiting[0]):
            self._start(self._waiting.pop(0))
        if not self._running:
            reactor.stop()

    def _may_start(self, name):
        return len(self._running) < (1 if name.startswith("9.") else TOGETHER)

    def _start(self, name):
        self._running.add(name)
        connectWS(OneCase(name, self._suite[name], self._url, lambda case: self._end(name, case)))

    def _end(self, name, case):
        self.outcomes[name] = [case.behavior, case.behaviorClose, f"{case.result} {case.resultClose}"]
        self._running.remove(name)
        reactor.callLater(0, self.go_on)


def main():
    package, url, *names = sys.argv[1:]
    suite = cases.load(package)
    run = Run(suite, names or list(suite), url)
    reactor.callWhenRunning(run.go_on)
    reactor.run()
    json.dump(run.outcomes, sys.stdout)


if __name__ == "__main__":
    main()
