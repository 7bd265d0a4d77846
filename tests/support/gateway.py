# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Deskgate itself, as people start it."""

import functools
import json
import os
import pathlib
import re

from .program import Program, run
from .wamp import Peer, RawSocket, WebSocket

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
SHIPPED_POLICIES = REPOSITORY / "policies"
OPEN_ROUTER = REPOSITORY / "examples/config/open-router.toml"
TRY_NEXT = "node examples/javascript/remote.mjs"
READY = r"^Try next"
NO_BUS = "unix:path=/nowhere"
SANITIZER_REPORT = r"ERROR: \w*Sanitizer|runtime error:|WARNING: \w*Sanitizer"


def binary():
    given = os.environ.get("DESKGATE_BINARY")
    assert given, "DESKGATE_BINARY is not set: it names the deskgate to be tested (ctest sets it)"
    return given


def to_toml(table, name="", brackets="[{}]"):
    """A config as text. Scalars and lists are written alike in JSON and TOML, but for lists of tables."""
    values, tables = [], []
    for key, value in table.items():
        path = f"{name}.{key}".strip(".")
        if isinstance(value, dict):
            tables.append(to_toml(value, path))
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            tables += [to_toml(each, path, "[[{}]]") for each in value]
        else:
            values.append(f"{key} = {json.dumps(value)}")
    return "\n".join(([brackets.format(name)] if name else []) + values + tables)


def environment(folder, bus_address=None, system_bus_address=None):
    """Nothing of the tester's own session gets in."""
    of_sanitizers = {key: value for key, value in os.environ.items() if key.endswith("SAN_OPTIONS")}
    of_bus = {"DBUS_SESSION_BUS_ADDRESS": bus_address} if bus_address else {}
    of_bus |= {"DBUS_SYSTEM_BUS_ADDRESS": system_bus_address or NO_BUS}
    return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder),
            **of_sanitizers, **of_bus}


def environment_of_daemon(folder, bus_address=None, system_bus_address=None):
    """Its home is elsewhere: of a file in the home itself it reads no other that is put in its place."""
    return environment(folder, bus_address, system_bus_address) | {
        "HOME": "/nonexistent", "XDG_CONFIG_HOME": str(folder / ".config"),
        "XDG_STATE_HOME": str(folder / ".local/state")}


def run_deskgate(folder, *arguments, bus_address=None, system_bus_address=None):
    """A command that ends by itself. Its status is the caller's business, a sanitizer's report is not."""
    ended = run([binary(), *arguments], env=environment(folder, bus_address, system_bus_address), cwd=REPOSITORY)
    assert not re.search(SANITIZER_REPORT, ended.stderr), ended.stderr
    return ended


class OpenRouter(Program):
    """deskgate run with examples/config/open-router.toml, on any port, until the block is left."""

    def __init__(self, folder, *arguments, bus_address=None, listen=""):
        file = folder / "open-router.toml"
        text = OPEN_ROUTER.read_text().replace("127.0.0.1:8080", "127.0.0.1:0")
        file.write_text(text.replace("[listen]", f"[listen]\n{listen}"))
        super().__init__([binary(), "run", "--config", str(file), *arguments],
                         env=environment_of_daemon(folder, bus_address), cwd=REPOSITORY)

    def wait_until_ready(self):
        self.address = "127.0.0.1", int(self.stdout.wait_for(r"listens on ws://127.0.0.1:(\d+)/ ")[1])
        self.stdout.wait_for("^Mirrored now:")

    def url(self, path="/"):
        return f"ws://127.0.0.1:{self.address[1]}{path}"

    def __exit__(self, *_):
        status = self.stop()
        assert status == 0, f"deskgate ended with {status}; it said:\n{self.stderr.text}"
        assert not re.search(SANITIZER_REPORT, self.stderr.text), self.stderr.text


class Gateway(Program):
    """deskgate run, on any port, until the block is left; that it then ends well is part of every test."""

    _is_killed = False

    def __init__(self, folder, bus_address, anonymous=(), policies=(SHIPPED_POLICIES,), config=None, until=READY,
                 system_bus_address=None, wrapper=()):
        self._peers = []
        self._until = until
        self.unix_path = folder / "deskgate" / "wamp.sock"
        everything = {
            "try_next": TRY_NEXT,
            "listen": {"websocket": "127.0.0.1:0", "unix": str(self.unix_path)},
            "policy": {"folders": [str(folder) for folder in policies]},
            "role": {"anonymous": {"grants": list(anonymous)}, "owner": {"grants": ["*"]}},
            **(config or {}),
        }
        file = folder / "deskgate.toml"
        file.write_text(to_toml(everything))
        file.chmod(0o600)
        super().__init__([*wrapper, binary(), "run", "--config", str(file)],
                         env=environment_of_daemon(folder, bus_address, system_bus_address), cwd=REPOSITORY)

    def wait_until_ready(self):
        self.url = self.stdout.wait_for(r"ws://[^ ]+/ws")[0]
        self.stdout.wait_for(self._until)

    @functools.cached_property
    def tls_address(self):
        """Where it listens over TLS, if it does: HOST:PORT."""
        return self.stdout.wait_for(r"wss://([^/]+)/ws")[1]

    def connect(self, **options):
        """A stranger over loopback, not joined yet."""
        return self._remember(Peer(WebSocket(self.url, **options)))

    def client(self):
        """A stranger over loopback: holds the grants of the role anonymous."""
        return self.connect().joins()

    def owner(self):
        """Somebody with the daemon's own uid, on the Unix socket: holds every grant."""
        return self._remember(Peer(RawSocket(self.unix_path))).joins()

    def _remember(self, peer):
        self._peers.append(peer)
        return peer

    def kill(self):
        """As a crash would: no good end is expected of it any more."""
        self._is_killed = True
        return super().kill()

    def stop(self, *which):
        status = super().stop(*which)
        assert not re.search(SANITIZER_REPORT, self.stderr.wait_for_the_end()), self.stderr.text
        assert status == 0, f"deskgate ended with {status}; it said:\n{self.stderr.text}"
        return status

    def __exit__(self, *_):
        for peer in self._peers:
            peer.closes()
        if not self._is_killed:
            self.stop()
