# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""What `deskgate password` prints is put into the configuration as it is, and lets in who knows the password."""

import os
import re
import signal

import pytest

from support.documents import blocks, pattern_of, transcript
from support.gateway import REPOSITORY, binary, environment
from support.logins import PUBLIC, by_wampcra
from support.passwords import by_scram, made_of
from support.terminal import Terminal
from support.waiting import PATIENCE
from support.wamp import ABORT, WELCOME

PAGE = REPOSITORY / "docs/configuration.md"
CONFIG = {"role": {"family": {"grants": []}}, "principal": {"phone": {"role": "family", "cryptosign": [PUBLIC]}}}
DENIED = [ABORT, {"message": "the proof is wrong, or there is nobody of this name"}, "wamp.error.authentication_denied"]
SHOWS_WHAT_IS_TYPED = r"(?<!-)\becho\b"  # what stty says of such a terminal


@pytest.fixture
def terminal(folder, started):
    """A terminal in which the shell runs this, with $0 for deskgate."""
    def start(command):
        return started.enter_context(Terminal(["sh", "-c", command, binary()], env=environment(folder), cwd=folder))
    return start


def types_twice(terminal, first, second):
    terminal.wait_for("Password: $")
    terminal.types(first + "\n")
    terminal.wait_for("The same again: $")
    terminal.types(second + "\n")


def puts_into_the_configuration(gateway, folder, name, line):
    file = folder / "deskgate.toml"
    file.write_text(f'{file.read_text()}\n[principal.{name}]\nrole = "family"\n{line}')
    gateway.stderr.wait_for(r"^info\s+reload: ")


WAYS = {
    "argon2id": ([], "correct horse, battery = staple!", by_scram),
    "pbkdf2": (["--kdf", "pbkdf2"], "correct horse, battery = staple!", by_scram),
    "wampcra": (["--method", "wampcra"], "ein größeres Pferd", by_wampcra),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_it_prints_lets_in_who_knows_the_password(start_gateway, tools, folder, way):
    options, password, logs_in = WAYS[way]
    gateway = start_gateway(config=CONFIG)
    puts_into_the_configuration(gateway, folder, "ann", made_of(tools, password, *options))
    assert logs_in(gateway, "ann", password.encode())[1][0] == WELCOME
    assert logs_in(gateway, "ann", password.encode() + b" ")[1] == DENIED


def test_it_says_where_that_belongs(tools, folder):
    where, line = made_of(tools, "correct horse").splitlines()
    assert where == f"# Under [principal.NAME] in {folder}/.config/deskgate/deskgate.toml:"
    assert re.fullmatch(r'scram = "argon2id13,4,65536,[\w+/]{22}==,[\w+/]{43}=,[\w+/]{43}="', line)
    assert list(folder.iterdir()) == []


def test_one_password_makes_something_else_each_time(tools):
    assert made_of(tools, "correct horse") != made_of(tools, "correct horse")
    assert made_of(tools, "correct horse", "--method", "wampcra") != made_of(
        tools, "correct horse", "--method", "wampcra")


def test_a_terminal_shows_nothing_of_the_password(terminal):
    desk = terminal('"$0" password; stty -a')
    types_twice(desk, "correct horse", "correct horse")
    desk.wait_for('scram = "argon2id13,')
    desk.wait_for(SHOWS_WHAT_IS_TYPED)
    assert "horse" not in desk.text


def test_what_it_asks_does_not_get_into_a_file(terminal, folder):
    desk = terminal('"$0" password > made.toml; echo done')
    types_twice(desk, "correct horse", "correct horse")
    desk.wait_for("done")
    where, line = (folder / "made.toml").read_text().splitlines()
    assert where.startswith("# Under [principal.NAME]") and line.startswith("scram = ")


def test_two_different_passwords_make_nothing(terminal):
    desk = terminal('"$0" password; echo "status $?"; stty -a')
    types_twice(desk, "correct horse", "correct house")
    desk.wait_for("deskgate: these were two different passwords; try again")
    desk.wait_for("status 1")
    desk.wait_for(SHOWS_WHAT_IS_TYPED)
    assert "scram = " not in desk.text


def test_who_interrupts_it_can_see_again_what_he_types(terminal):
    desk = terminal('trap : INT; "$0" password; stty -a')
    desk.wait_for("Password: $")
    os.killpg(desk.process.pid, signal.SIGINT)
    desk.wait_for("deskgate: interrupted, so that nothing was made")
    desk.wait_for(SHOWS_WHAT_IS_TYPED)


def test_an_empty_password_is_told_before_it_is_asked_for_again(terminal):
    desk = terminal('"$0" password')
    desk.wait_for("Password: $")
    desk.types("\n")
    desk.wait_for("deskgate: the password is empty; type one")
    assert desk.process.wait(PATIENCE) == 1


@pytest.mark.parametrize("password, told", [
    ("", "the password is empty"),
    ("größer", "a character that wamp-scram does not take, which is not printable ASCII; choose another, or"),
    ("tab\there", "not printable ASCII"),
])
def test_a_password_that_cannot_be_one_is_refused_with_the_way_out(tools, password, told):
    with tools.starts("password") as program:
        program.types(password + "\n")
        assert program.wait() == 1
        assert program.stdout.wait_for_the_end() == ""
        assert told in program.stderr.wait_for_the_end()


@pytest.mark.parametrize("options, told", [
    (["--method", "scram"], "wamp-scram"),
    (["--kdf", "bcrypt"], "argon2id13"),
    (["--method", "wampcra", "--kdf", "argon2id13"], "leave --kdf away, or take wamp-scram"),
    (["correct horse"], "does not take \"correct horse\""),
])
def test_an_option_that_makes_no_sense_names_the_way_out(tools, options, told):
    assert told in tools.fails("password", *options, status=2)


def test_shells_know_it(tools):
    assert tools.says("--complete", "pass") == "password\n"
    assert {"--method", "--kdf"} <= set(tools.says("--complete", "password", "--").split())


def test_the_documentation_shows_what_people_see(terminal, folder):
    consoles = [text for kind, text in blocks(PAGE.read_text()) if kind == "console" and "deskgate password" in text]
    (command, lines), = transcript(consoles[0])
    desk = terminal(command.replace("deskgate", '"$0"') + "; echo done")
    types_twice(desk, "correct horse", "correct horse")
    desk.wait_for("\ndone")
    said = [line.rstrip() for line in desk.text.replace(str(folder), "/home/ann").splitlines()]
    assert re.fullmatch(pattern_of(lines), "\n".join(said[:said.index("done")])), desk.text
