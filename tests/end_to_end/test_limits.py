# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""What somebody may occupy, at N and at one more; what others notice of it: nothing."""

import contextlib
import pathlib
import re
import resource
import socket
import sys

import pytest

from support.gateway import REPOSITORY
from support.program import Program, require, run
from support.wamp import ABORT, AUTHENTICATE, CHALLENGE, HELLO, ROLES, WELCOME

COUNT = "wamp.session.count"
NOTHING_THERE = "com.example.nothing"
PRINCIPALS = {
    name: {"role": "family", "ticket": f"the ticket of {name}"} for name in ("phone", "tablet")
}
OPEN = [{"uri": "com.example.", "match": "prefix", "allow": ["call", "register", "subscribe", "publish"]}]


@pytest.fixture
def start(start_gateway):
    """Deskgate without policy files, with two principals and these limits."""
    def start_with(limits, **options):
        config = {"limits": limits, "principal": PRINCIPALS,
                  "role": {"family": {"permission": OPEN}, "anonymous": {"permission": OPEN}}}
        return start_gateway(config=config, policies=[], until="^Mirrored now:", **options)
    return start_with


def log_in(gateway, name, ticket=None):
    """A connection that has answered the challenge, and what it heard then."""
    peer = gateway.connect()
    peer.says([HELLO, "deskgate", ROLES | {"authmethods": ["ticket"], "authid": name}])
    assert peer.hears()[0] == CHALLENGE
    peer.says([AUTHENTICATE, ticket or f"the ticket of {name}", {}])
    return peer, peer.hears()


def logged_in(gateway, name):
    peer, answer = log_in(gateway, name)
    assert answer[0] == WELCOME, answer
    return peer


def address_of(gateway):
    found = re.search(r"ws://([^:]+):(\d+)/", gateway.url)
    return found[1], int(found[2])


def connect_from(gateway, source):
    """A bare TCP connection; 127.0.0.0/8 has as many addresses as a test needs."""
    return socket.create_connection(address_of(gateway), timeout=10, source_address=(source, 0))


def is_hung_up_on(connection):
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


def shakes_hands(connection):
    connection.sendall(b"\x7f\xf1\x00\x00")
    return connection.recv(4)


def test_a_session_holds_so_many_subscriptions_and_goes_on(start):
    client = start({"subscriptions": 3}).client()
    first, *_ = [client.subscribes(f"com.example.topic{number}") for number in range(3)]
    refused = client.fails_to_subscribe("com.example.one_more")
    assert refused.uri == "wamp.error.unavailable" and "unsubscribe from one first" in refused.text
    client.unsubscribes(first)
    client.subscribes("com.example.one_more")


def test_a_uri_of_255_octets_is_one_and_a_longer_one_is_none(start):
    client = start({}).client()
    client.subscribes("com.example." + "a" * (255 - len("com.example.")))
    assert client.fails_to_subscribe("com.example." + "a" * (256 - len("com.example."))).uri == "wamp.error.invalid_uri"


def test_an_identity_has_four_sessions(start):
    gateway = start({})
    peers = [logged_in(gateway, "phone") for _ in range(4)]
    _, answer = log_in(gateway, "phone")
    assert answer == [ABORT, {"message": '"phone" has 4 sessions here; end one of them first'}, "wamp.error.unavailable"]
    logged_in(gateway, "tablet")
    peers[0].leaves()
    logged_in(gateway, "phone")


def test_strangers_use_up_no_sessions_of_those_who_log_in(start):
    gateway = start({"sessions": 2})
    gateway.client()
    gateway.client()
    with pytest.raises(AssertionError, match="have not logged in are here"):
        gateway.client()
    logged_in(gateway, "phone")
    gateway.owner()


def test_calls_of_one_identity_that_come_too_soon_are_refused_and_nobody_elses(start):
    gateway = start({"call_rate": "3/h"})
    first, second, other = logged_in(gateway, "phone"), logged_in(gateway, "phone"), logged_in(gateway, "tablet")
    for peer in (first, second, first):
        assert peer.fails_to_call(NOTHING_THERE).uri == "wamp.error.no_such_procedure"
    refused = second.fails_to_call(NOTHING_THERE)
    assert refused.uri == "wamp.error.unavailable" and "more than 3 calls" in refused.text and "try again in" in refused.text
    assert other.fails_to_call(NOTHING_THERE).uri == "wamp.error.no_such_procedure"
    first.subscribes("com.example.topic")


def test_an_address_with_many_wrong_proofs_is_barred_and_the_unix_socket_is_not(start):
    gateway = start({"failed_logins": "3/h"})
    inside = logged_in(gateway, "phone")
    waiting = gateway.connect()
    for _ in range(3):
        _, answer = log_in(gateway, "phone", "a guess")
        assert answer[2] == "wamp.error.authentication_denied"
    with connect_from(gateway, "127.0.0.1") as barred:
        assert is_hung_up_on(barred)
    waiting.says([HELLO, "deskgate", ROLES])
    answer = waiting.hears()
    assert answer[2] == "wamp.error.unavailable" and "too many wrong proofs from this address" in answer[1]["message"]
    gateway.stderr.wait_for(r"^warning login_flood: loopback: ")
    inside.subscribes("com.example.topic")
    gateway.owner().calls(COUNT)
    with connect_from(gateway, "127.0.0.2") as barred_too:
        assert is_hung_up_on(barred_too)


def test_eight_of_loopback_are_waited_for_whatever_their_addresses(start):
    gateway = start({"handshake_ms": 600000})
    owner = gateway.owner()
    with contextlib.ExitStack() as stack:
        for source in range(2, 10):
            stack.enter_context(connect_from(gateway, f"127.0.0.{source}")).sendall(b"GET /ws HTT")
        assert is_hung_up_on(stack.enter_context(connect_from(gateway, "127.0.0.10")))
        assert owner.calls(COUNT) == [1]
        gateway.owner().leaves()
    gateway.stderr.wait_for("refuse: 127.0.0.10:.* too many connections from this address that have not joined")
    gateway.client()


def numbers_in_use(pid):
    return {int(each.name) for each in pathlib.Path(f"/proc/{pid}/fd").iterdir()}


def limit_descriptors(pid, soft):
    _, hard = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (soft, hard))


def test_who_connects_waits_while_descriptors_are_short_and_nothing_else_does(start_gateway, folder, everything):
    policies = folder / "policies"
    policies.mkdir()
    gateway = start_gateway(policies=[policies], until="^Mirrored now:")
    owner = gateway.owner()
    before, _ = resource.prlimit(gateway.pid, resource.RLIMIT_NOFILE)
    used = numbers_in_use(gateway.pid)
    free = [number for number in range(len(used) + 2) if number not in used]
    limit_descriptors(gateway.pid, free[1] + 32 + 1)
    with contextlib.ExitStack() as stack:
        connections = [stack.enter_context(connect_from(gateway, "127.0.0.1")) for _ in range(3)]
        assert shakes_hands(connections[0])[0] == 0x7F
        assert shakes_hands(connections[1])[0] == 0x7F
        gateway.stderr.wait_for(r"^error\s+accept_paused: ")
        (policies / "everything.toml").write_text(
            (REPOSITORY / "tests/end_to_end/policies/everything.toml").read_text())
        gateway.stderr.wait_for("added: ")
        assert owner.calls(COUNT) == [1]
        limit_descriptors(gateway.pid, before)
        assert shakes_hands(connections[2])[0] == 0x7F


# Joins, and from then on leaves everything to the kernel.
SILENT_CLIENT = """\
import signal, sys
sys.path.insert(0, sys.argv[1])
from support.wamp import Peer, RawSocket
peer = Peer(RawSocket(address=(sys.argv[2], int(sys.argv[3])))).joins()
print("joined", flush=True)
signal.pause()
"""


def test_a_peer_that_has_gone_without_a_word_is_dropped(start):
    require("ip", "iproute2")
    gateway = start({"ping_ms": 500},
                    wrapper=["unshare", "-rn", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"])
    inside = ["nsenter", "-t", str(gateway.pid), "-U", "--preserve-credentials", "-n"]
    owner = gateway.owner()
    host, port = address_of(gateway)
    with Program([*inside, sys.executable, "-c", SILENT_CLIENT, str(REPOSITORY / "tests"), host, str(port)]) as client:
        client.stdout.wait_for("joined")
        assert owner.calls(COUNT) == [2]
        cut = run([*inside, "ip", "link", "set", "lo", "down"])
        assert cut.returncode == 0, cut.stderr
        gateway.stderr.wait_for(r"leave: 127\.0\.0\.1:.*[Tt]imed out")
        assert owner.calls(COUNT) == [1]
