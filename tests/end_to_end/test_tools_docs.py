# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""docs/tools.md shows what people see: each transcript in it is played; "..." stands for anything."""

import re
import shlex

import pytest

from support.documents import blocks, pattern_of, transcript
from support.gateway import REPOSITORY, SHIPPED_POLICIES, binary, environment
from support.program import run

PAGE = REPOSITORY / "docs/tools.md"
INSTALLED_POLICIES = "/usr/share/deskgate/policies"
HOME = "/home/ann"


@pytest.fixture
def desk(start_gateway, mpv, folder):
    """A user who has configured Deskgate, and whose player plays."""
    own = folder / ".config/deskgate"
    (own / "policies").mkdir(parents=True)
    start_gateway("mpris.view", policies=[SHIPPED_POLICIES, own / "policies"])
    (own / "deskgate.toml").symlink_to(folder / "deskgate.toml")
    return folder


def test_each_transcript_is_true(desk, bus):
    played = 0
    consoles = (text for kind, text in blocks(PAGE.read_text()) if kind == "console")
    for command, lines in (entry for console in consoles for entry in transcript(console)):
        program, *words = shlex.split(command)
        assert program == "deskgate"
        ended = run([binary(), *words], env=environment(desk, bus.address), cwd=desk)
        said = ended.stdout.replace(str(SHIPPED_POLICIES), INSTALLED_POLICIES).replace(str(desk), HOME).rstrip("\n")
        assert (ended.returncode, ended.stderr) == (0, ""), command
        assert re.fullmatch(pattern_of(lines), said), f"{command} said:\n{said}"
        played += 1
    assert played > 10
