# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""pytest fixtures: `from support.fixtures import *` in a conftest.py."""

import contextlib
import pathlib
import tempfile

import pytest

from .bus import RunningBus, Witness
from .gateway import SHIPPED_POLICIES, Gateway
from .notifications import Display, Dunst
from .phone import Phone
from .players import Mpv, Vlc, make_track
from .services import Everything
from .tools import Tools

TEST_POLICIES = pathlib.Path(__file__).resolve().parents[1] / "end_to_end" / "policies"


@contextlib.contextmanager
def new_folder():
    """Short enough for a socket's path, and open to the user that VLC runs as."""
    with tempfile.TemporaryDirectory(prefix="deskgate-") as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.fixture
def folder():
    with new_folder() as folder:
        yield folder


@pytest.fixture(scope="session")
def track():
    with new_folder() as folder:
        yield make_track(folder)


@pytest.fixture
def started():
    """Whatever a test enters into this ends with the test, the last first."""
    with contextlib.ExitStack() as stack:
        yield stack


@pytest.fixture
def bus(folder, started):
    return started.enter_context(RunningBus(folder))


@pytest.fixture
def witness(bus, started):
    return started.enter_context(Witness(bus))


@pytest.fixture
def mpv(bus, track, started):
    return started.enter_context(Mpv(bus, track))


@pytest.fixture
def vlc(bus, track, started):
    return started.enter_context(Vlc(bus, track))


@pytest.fixture
def everything(bus, started):
    return started.enter_context(Everything(bus))


@pytest.fixture
def start_gateway(folder, bus, started):
    """start_gateway("mpris.control", …): Deskgate with these grants for strangers over loopback."""
    def start(*grants, **options):
        options.setdefault("policies", [SHIPPED_POLICIES, TEST_POLICIES])
        return started.enter_context(Gateway(folder, bus.address, grants, **options))
    return start


@pytest.fixture
def tools(folder):
    """The command line."""
    return Tools(folder)


@pytest.fixture(autouse=True)
def phones_that_hang_up():
    yield
    while Phone.connected:
        Phone.connected.pop().closes()


@pytest.fixture(scope="module")
def display():
    with Display() as display:
        yield display


@pytest.fixture
def dunst(bus, display, started):
    return started.enter_context(Dunst(bus, display))
