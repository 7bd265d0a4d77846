# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Strangers in numbers, from as many addresses of the network as they like: they keep nobody out and fill no log."""

import contextlib
import re
import socket
import sys

import pytest

from support.program import require, run

ADDRESS = "10.9.8.7"

# Runs beside Deskgate: eight connections from each of eight addresses that say nothing, and then one from elsewhere.
CROWD = """
import socket, ssl, sys
def connected(source):
    return socket.create_connection((sys.argv[1], 5021), timeout=10, source_address=(source, 0))
crowd = [connected(f"10.9.8.{source}") for source in range(11, 19) for _ in range(8)]
context = ssl.create_default_context()
context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
newcomer = context.wrap_socket(connected("10.9.8.99"))
newcomer.sendall(b"\\x7f\\xf1\\x00\\x00")
print(len(newcomer.recv(4)), crowd[0].recv(1))
"""


@pytest.fixture
def start(start_gateway, folder):
    def start_with(limits, **options):
        listen = {"websocket": "127.0.0.1:0", "unix": str(folder / "deskgate/wamp.sock"), **options.pop("listen", {})}
        return start_gateway(config={"limits": limits, "listen": listen}, policies=[], until="^Mirrored now:", **options)
    return start_with


def test_sixty_four_of_eight_addresses_make_way_for_one_from_elsewhere(start):
    require("ip", "iproute2")
    alone = f'ip link set lo up && ip addr add {ADDRESS}/24 dev lo && exec "$@"'
    gateway = start({"handshake_ms": 600000}, listen={"lan": 5021}, wrapper=["unshare", "-rn", "sh", "-c", alone, "sh"])
    crowd = run([require("nsenter", "util-linux"), "-t", str(gateway.pid), "-U", "--preserve-credentials", "-n",
                 sys.executable, "-c", CROWD, ADDRESS])
    assert crowd.returncode == 0, crowd.stderr
    assert crowd.stdout == "4 b''\n"
    gateway.stderr.wait_for(r"refuse: 10\.9\.8\.11:\d+: has not joined, and gives its place")


def connected(gateway):
    host, port = re.search(r"ws://([^:]+):(\d+)/", gateway.url).groups()
    return socket.create_connection((host, int(port)), timeout=10)


def test_who_is_refused_a_hundred_times_has_sixty_lines(start):
    gateway = start({"handshake_ms": 600000, "connections_per_address": 1})
    with contextlib.ExitStack() as stack:
        stack.enter_context(connected(gateway))
        for _ in range(100):
            with connected(gateway) as refused, contextlib.suppress(ConnectionResetError):
                assert refused.recv(1) == b""
    gateway.stop()
    assert len(gateway.stderr.matches("refuse: 127.0.0.1:")) == 60
    assert gateway.stderr.matches("refuse: 40 more within a minute")
