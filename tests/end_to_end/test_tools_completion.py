# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""completions/deskgate.bash, in a real bash."""

import shlex

import pytest

from support.gateway import REPOSITORY, binary
from support.program import run

FILE = REPOSITORY / "completions/deskgate.bash"


def completed(*words):
    """What bash offers for the last of the words."""
    line = " ".join(shlex.quote(word) for word in ["deskgate", *words])
    script = (f"source {FILE}; COMP_WORDS=({line}); COMP_CWORD={len(words)}; _deskgate {binary()}; "
              'printf "%s\\n" "${COMPREPLY[@]}"')
    ended = run(["bash", "--norc", "-c", script])
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout.split()


@pytest.mark.parametrize("words, offered", [
    (["st"], ["status"]),
    (["policy", "e"], ["explain", "enable"]),
    (["policy", "new", "--p"], ["--path"]),
    (["call", "org.example.x", "--k"], ["--kwargs"]),
    (["--v"], ["--version"]),
    (["nothing"], []),
])
def test_bash_completes_commands_and_options(words, offered):
    assert completed(*words) == offered


def test_bash_offers_every_command_of_a_family():
    assert {"list", "check", "explain", "new", "enable", "disable"} <= set(completed("policy", ""))
