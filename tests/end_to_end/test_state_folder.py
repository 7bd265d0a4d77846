# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""The state folder is one daemon's alone: two would undo what the other has acknowledged."""

import pytest

from support.gateway import REPOSITORY, binary, environment, run_deskgate, to_toml
from support.program import Program


@pytest.fixture
def state(folder):
    """Where everything is kept unless the configuration says otherwise."""
    return folder / ".local/state/deskgate"


@pytest.fixture
def second(folder):
    """second(state=…): the configuration of another Deskgate of this user, on another port."""
    def second(**config):
        file = folder / "second.toml"
        file.write_text(to_toml({**config, "listen": {"websocket": "127.0.0.1:0", "unix": False}}))
        return str(file)
    return second


def contents(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def assert_is_refused(ended, state):
    told = [line for line in ended.stderr.splitlines() if str(state) in line]
    assert ended.returncode == 1
    assert len(told) == 1 and "another Deskgate uses it" in told[0] and '"state"' in told[0], ended.stderr
    assert ended.stdout == ""


def test_a_second_deskgate_is_refused_in_one_line_and_changes_nothing(start_gateway, second, state, folder, bus):
    first = start_gateway()
    before = contents(state)
    assert_is_refused(run_deskgate(folder, "run", "--config", second(), bus_address=bus.address), state)
    assert contents(state) == before
    assert first.owner().calls("org.deskgate.bus.list")


def test_the_same_folder_by_another_name_is_refused_too(start_gateway, second, state, folder, bus):
    start_gateway()
    (folder / "alias").symlink_to(state.parent)
    alias = folder / "alias/deskgate"
    assert_is_refused(run_deskgate(folder, "run", "--config", second(state=str(alias)), bus_address=bus.address), alias)


def test_with_a_folder_of_its_own_it_runs(start_gateway, second, folder, bus, started):
    first = start_gateway()
    other = started.enter_context(Program([binary(), "run", "--config", second(state=str(folder / "second"))],
                                          env=environment(folder, bus.address), cwd=REPOSITORY))
    other.stdout.wait_for("listens on")
    assert first.owner().calls("org.deskgate.bus.list")
    assert other.stop() == 0


def test_a_folder_is_free_again_after_a_crash(start_gateway):
    start_gateway().kill()
    assert start_gateway().owner().calls("org.deskgate.bus.list")


def test_a_folder_is_free_again_after_the_end(start_gateway):
    start_gateway().stop()
    assert start_gateway().owner().calls("org.deskgate.bus.list")


def test_a_deskgate_that_hangs_holds_its_folder(start_gateway, second, state, folder, bus):
    first = start_gateway()
    first.pause()
    assert_is_refused(run_deskgate(folder, "run", "--config", second(), bus_address=bus.address), state)
    first.resume()
