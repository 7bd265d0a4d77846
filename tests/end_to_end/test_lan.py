# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""In a network of its own (a namespace): Deskgate listens on private addresses as they come and go, and lets nobody in
without a proof."""

import contextlib
import json
import pathlib
import re
import subprocess
import sys

import pytest

from support.gateway import REPOSITORY, binary, environment, to_toml
from support.program import Program, require, run
from support.waiting import eventually

# Runs inside the namespace: connects from `source` to `address` and says what came of the HELLO.
VISITOR = """
import json, socket, ssl, sys
source, host, port, methods = sys.argv[1], sys.argv[2], int(sys.argv[3]), json.loads(sys.argv[4])
context = ssl.create_default_context()
context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
try:
    plain = socket.create_connection((host, port), timeout=5, source_address=(source, 0))
    secure = context.wrap_socket(plain)
    secure.sendall(b"\\x7f\\xf1\\x00\\x00")
    assert len(secure.recv(4)) == 4
    hello = json.dumps([1, "deskgate", {"roles": {"caller": {}}, "authmethods": methods, "authid": "script"}]).encode()
    secure.sendall(len(hello).to_bytes(4, "big") + hello)
    size = int.from_bytes(secure.recv(4), "big")
    print(secure.recv(size).decode())
except OSError as error:
    print(json.dumps(["failed", type(error).__name__]))
"""


class Network:
    """A namespace with a private, another private and a public address, and this machine's own user in it."""

    def __init__(self, started):
        self._holder = started.enter_context(Program(
            [require("unshare", "util-linux"), "--user", "--map-root-user", "--net", "sleep", "infinity"]))
        self._enter = [require("nsenter", "util-linux"), "--user", "--net", "--preserve-credentials", "-t",
                       str(self._holder.pid)]
        self.wait_for_namespace()
        for command in ("link set lo up", "addr add 192.168.77.1/24 dev lo", "addr add 203.0.113.9/24 dev lo",
                        "addr add 10.9.8.7/24 dev lo"):
            self.ip(command)

    def wait_for_namespace(self):
        """It runs what it was told to when it is in its namespaces, and is root there."""
        comm = pathlib.Path(f"/proc/{self._holder.pid}/comm")
        eventually("the namespace", lambda: comm.read_text().strip(), lambda name: name == "sleep")

    def command(self, *words):
        return [*self._enter, *words]

    def ip(self, command):
        ended = run(self.command(require("ip", "iproute2"), *command.split()))
        assert ended.returncode == 0, ended.stderr

    def listeners(self, port):
        ended = run(self.command("ss", "-Hltn", f"sport = :{port}"))
        return sorted(re.findall(r"(\S+):%d\b" % port, ended.stdout))

    def visit(self, source, host, methods=(), port=5021):
        ended = run(self.command(sys.executable, "-c", VISITOR, source, host, str(port), json.dumps(list(methods))))
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout)


@pytest.fixture
def network(started):
    return Network(started)


class LanGateway(Program):
    def wait_until_ready(self):
        self.stdout.wait_for("^Mirrored now:")


@contextlib.contextmanager
def gateway_in(network, folder, **listen):
    file = folder / "deskgate.toml"
    config = {
        "listen": {"websocket": False, "unix": str(folder / "deskgate/wamp.sock"), "lan": 5021, **listen},
        "role": {"anonymous": {"grants": ["*"]}, "family": {"grants": []}},
        "principal": {"script": {"role": "family", "ticket": "open sesame", "wampcra": "open sesame"}},
        "policy": {"folders": [str(REPOSITORY / "policies")]}}
    file.write_text(to_toml(config))
    file.chmod(0o600)
    command = network.command(binary(), "run", "--no-bus", "--config", str(file))
    with LanGateway(command, env=environment(folder)) as gateway:
        yield gateway


def test_it_listens_on_private_addresses_alone(network, folder):
    with gateway_in(network, folder):
        assert network.listeners(5021) == ["10.9.8.7", "192.168.77.1"]


def test_it_follows_as_addresses_come_and_go(network, folder):
    with gateway_in(network, folder) as gateway:
        network.ip("addr add 172.16.5.5/24 dev lo")
        gateway.stderr.wait_for(r"listen: 172\.16\.5\.5:5021, TLS")
        network.ip("addr del 192.168.77.1/24 dev lo")
        gateway.stderr.wait_for(r"listen: no longer on 192\.168\.77\.1:5021, TLS")
        assert network.listeners(5021) == ["10.9.8.7", "172.16.5.5"]


@pytest.mark.parametrize("methods", [[], ["anonymous"], ["ticket"], ["wampcra"], ["ticket", "wampcra", "anonymous"]])
def test_nobody_gets_in_without_a_strong_proof(network, folder, methods):
    with gateway_in(network, folder):
        said = network.visit("192.168.77.1", "192.168.77.1", methods)
        assert (said[0], said[2]) == (3, "wamp.error.no_matching_auth_method")
        assert said[1]["message"] == "HELLO.Details.authmethods must name one of cryptosign"


def test_only_neighbours_may_connect_unless_it_says_otherwise(network, folder):
    with gateway_in(network, folder) as gateway:
        assert network.visit("203.0.113.9", "192.168.77.1")[0] == "failed"
        assert network.visit("10.9.8.7", "192.168.77.1")[0] == "failed"
        gateway.stderr.wait_for("refuse: 10.9.8.7:.*: is no neighbour")
        assert network.visit("192.168.77.1", "192.168.77.1")[0] == 3
    with gateway_in(network, folder, lan_routed=True):
        assert network.visit("10.9.8.7", "192.168.77.1")[0] == 3


def test_one_private_address_is_for_its_neighbours_too_unless_it_says_otherwise(network, folder):
    with gateway_in(network, folder, lan=False, tls="192.168.77.1:5022") as gateway:
        assert network.visit("10.9.8.7", "192.168.77.1", port=5022)[0] == "failed"
        gateway.stderr.wait_for("refuse: 10.9.8.7:.*: is no neighbour")
        assert network.visit("192.168.77.1", "192.168.77.1", port=5022)[0] == 3
    with gateway_in(network, folder, lan=False, tls="192.168.77.1:5022", lan_routed=True):
        assert network.visit("10.9.8.7", "192.168.77.1", port=5022)[0] == 3


def test_its_neighbours_are_those_of_the_network_that_it_is_in_now(network, folder):
    with gateway_in(network, folder, lan=False, tls="192.168.77.1:5022"):
        network.ip("addr add 192.168.77.1/16 dev lo")
        network.ip("addr del 192.168.77.1/24 dev lo")
        network.ip("addr add 192.168.99.1/24 dev lo")
        assert network.visit("192.168.99.1", "192.168.77.1", port=5022)[0] == 3


def test_a_public_address_is_refused_by_name(folder):
    file = folder / "deskgate.toml"
    file.write_text('[listen]\nwebsocket = false\nunix = false\ntls = "203.0.113.9:5021"\n')
    ended = subprocess.run([binary(), "run", "--no-bus", "--config", str(file)], env=environment(folder),
                           capture_output=True, text=True, timeout=20, check=False)
    assert ended.returncode == 1
    assert "203.0.113.9:5021: only loopback addresses and those of private networks are allowed" in ended.stderr
