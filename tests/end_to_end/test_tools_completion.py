# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""completions/, each file in the shell that it is for."""

import pathlib

import pytest

from support import shells
from support.gateway import REPOSITORY, binary
from support.program import run

FOLDER = REPOSITORY / "completions"


@pytest.fixture(params=["bash", "zsh", "fish"])
def completed(request):
    """What the shell offers for the last of the words."""
    offer = getattr(shells, request.param)
    return lambda *words: sorted(offer(FOLDER / f"deskgate.{request.param}", *words))


@pytest.mark.parametrize("words, offered", [
    (["st"], ["status"]),
    (["policy", "e"], ["enable", "explain"]),
    (["policy", "new", "--p"], ["--path"]),
    (["call", "org.example.x", "--k"], ["--kwargs"]),
    (["--v"], ["--version"]),
    (["nothing"], []),
])
def test_a_shell_completes_commands_and_options(words, offered, completed):
    assert completed(*words) == offered


def test_a_shell_offers_every_command_of_a_family(completed):
    assert {"list", "check", "explain", "new", "enable", "disable"} <= set(completed("policy", ""))


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_where_there_is_nothing_to_choose_a_shell_offers_files(shell, folder):
    (folder / "battery.toml").touch()
    offer = getattr(shells, shell)
    offered = offer(FOLDER / f"deskgate.{shell}", "policy", "check", f"{folder}/bat")
    assert offered == [f"{folder}/battery.toml"]


def test_each_file_is_installed_where_its_shell_looks(folder):
    build = pathlib.Path(binary()).resolve().parent
    ended = run(["cmake", "--install", str(build), "--component", "completions", "--prefix", str(folder)])
    assert ended.returncode == 0, ended
    for installed, shell in [("bash-completion/completions/deskgate", "bash"), ("zsh/site-functions/_deskgate", "zsh"),
                             ("fish/vendor_completions.d/deskgate.fish", "fish")]:
        assert (folder / "share" / installed).read_text() == (FOLDER / f"deskgate.{shell}").read_text()
