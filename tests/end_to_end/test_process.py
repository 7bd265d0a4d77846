# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""The daemon as a process: how it starts, rests and ends."""

import pathlib
import signal
import socket
import time

import pytest

from support.gateway import run_deskgate, to_toml
from support.players import Mpv
from support.wamp import GOODBYE

OBSERVED_SECONDS = 2
SYNCED_SECONDS = 2  # after which the login is on the disk, in the audit log


@pytest.mark.parametrize("which", [signal.SIGINT, signal.SIGTERM])
def test_on_a_signal_it_says_goodbye_to_each_client_and_ends_well(which, start_gateway, mpv):
    gateway = start_gateway("mpris.control")
    client, owner = gateway.client(), gateway.owner()
    gateway.send(which)
    assert client.hears()[0::2] == [GOODBYE, "wamp.close.system_shutdown"]
    assert owner.hears()[0::2] == [GOODBYE, "wamp.close.system_shutdown"]
    client.says([GOODBYE, {}, "wamp.close.goodbye_and_out"])
    owner.says([GOODBYE, {}, "wamp.close.goodbye_and_out"])
    assert client.hears() is None
    assert gateway.wait() == 0
    assert not gateway.unix_path.exists()


def test_it_does_not_wait_long_for_a_client_that_does_not_answer_its_goodbye(start_gateway):
    gateway = start_gateway()
    client = gateway.client()
    asked = time.monotonic()
    assert gateway.stop(signal.SIGINT) == 0
    assert time.monotonic() - asked < 3
    client.closes()


def test_it_ends_well_while_nobody_is_connected(start_gateway):
    assert start_gateway().stop(signal.SIGINT) == 0


def test_it_ends_well_on_two_signals_as_ctrl_c_in_dev_run_sends_them(start_gateway):
    gateway = start_gateway()
    gateway.send(signal.SIGINT)
    gateway.send(signal.SIGTERM)
    assert gateway.wait() == 0


@pytest.fixture
def taken_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_port_in_use_is_told_in_one_line(taken_port, folder, bus):
    file = folder / "deskgate.toml"
    file.write_text(to_toml({"listen": {"websocket": f"127.0.0.1:{taken_port}", "unix": False}}))
    ended = run_deskgate(folder, "run", "--config", str(file), bus_address=bus.address)
    assert ended.returncode == 1
    told = [line for line in ended.stderr.splitlines() if str(taken_port) in line]
    assert len(told) == 1 and "in use" in told[0], ended.stderr
    assert ended.stdout == ""


def test_a_unix_socket_that_somebody_serves_is_left_alone(start_gateway, folder, bus):
    first = start_gateway()
    file = folder / "second.toml"
    file.write_text(to_toml({"state": "second", "listen": {"websocket": "127.0.0.1:0", "unix": str(first.unix_path)}}))
    ended = run_deskgate(folder, "run", "--config", str(file), bus_address=bus.address)
    assert ended.returncode == 1
    assert str(first.unix_path) in ended.stderr
    assert first.owner().calls("org.deskgate.bus.list")


def test_a_unix_socket_that_a_crash_left_behind_is_replaced(start_gateway):
    start_gateway().kill()
    assert start_gateway().owner().calls("org.deskgate.bus.list")


def test_nobody_polls(start_gateway, bus, track, started):
    """The one test that lets time pass: a daemon with nothing to do does nothing."""
    players = [started.enter_context(Mpv(bus, track, number == 0, is_paused=True)) for number in range(3)]
    gateway = start_gateway("mpris.control", system_bus_address=bus.address)
    client = gateway.client()
    client.subscribes("org.deskgate.mpris.", match="prefix")
    assert [client.calls(player.uri_of("PlaybackStatus.get")) for player in players] == [["Paused"]] * 3
    time.sleep(SYNCED_SECONDS)
    before = wake_ups(gateway.pid)
    time.sleep(OBSERVED_SECONDS)
    assert wake_ups(gateway.pid) - before <= 2


def wake_ups(pid):
    """How often any thread of the process has gone to sleep so far."""
    tasks = pathlib.Path(f"/proc/{pid}/task").iterdir()
    lines = [line for task in tasks for line in (task / "status").read_text().splitlines()]
    return sum(int(line.split()[1]) for line in lines if line.startswith("voluntary_ctxt_switches"))


@pytest.mark.parametrize("arguments, told", [(["--help"], "run"), (["run", "--help"], "--config"),
                                             (["--version"], "0.1.0")])
def test_it_explains_itself(arguments, told, folder):
    ended = run_deskgate(folder, *arguments)
    assert ended.returncode == 0
    assert told in ended.stdout
