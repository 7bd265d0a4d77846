# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""What is installed: build/release/deskgate. The other tests run a build with sanitizers, which lacks some of this."""

import os
import pathlib
import platform
import pwd
import re
import shutil

import pytest

from support.gateway import binary, environment, to_toml
from support.program import Program, require, run
from support.tools import Tools
from support.waiting import eventually

HAS = {
    "position-independent code": ("-h", r"Type:\s+DYN \(Position-Independent Executable"),
    "tables that are read-only after the start": ("-l", r"GNU_RELRO"),
    "all of them, being complete at the start": ("-d", r"\(FLAGS\)\s+BIND_NOW"),
    "a stack without code": ("-l", r"GNU_STACK\s+(\S+\s+){5}RW\s"),
    "stack protector": ("--dyn-syms", r"\b__stack_chk_fail\b"),
    "copies that look at the size of their target": ("--dyn-syms", r"\b__\w+_chk@"),
}
HAS_NOT = {
    "folders to look for libraries in": ("-d", r"\((RPATH|RUNPATH)\)"),
    "memory that is written and executed": ("-l", r"\bRWE\b"),
    "code that is changed at the start": ("-d", r"TEXTREL"),
}
# Where branches lead, and where functions return to, is watched by the processor.
WATCHED_BRANCHES = {"x86_64": "x86 feature: IBT, SHSTK", "aarch64": "AArch64 feature: BTI, PAC"}

NOBODY = pwd.getpwnam("nobody")
AS_USER = {"user": NOBODY.pw_uid, "group": NOBODY.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}

POLICY = """
summary = "A service on a bus that a program is"
[service]
bus  = "lab"
name = "org.example.Lab"
path = "/org/example/Lab"
uri  = "org.example.lab"
[grant.use."org.example.Lab"]
call = ["Work"]
"""


def readelf(option, *files):
    ended = run([require("readelf", "binutils"), "-W", option, *map(str, files)])
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.mark.parametrize("what", HAS)
def test_the_binary_has(what):
    option, pattern = HAS[what]
    assert re.search(pattern, readelf(option, binary()))


@pytest.mark.parametrize("what", HAS_NOT)
def test_the_binary_has_no(what):
    option, pattern = HAS_NOT[what]
    assert not re.search(pattern, readelf(option, binary()))


@pytest.mark.skipif(platform.machine() not in WATCHED_BRANCHES, reason="other processors watch none")
def test_branches_are_watched_in_all_that_is_ours():
    """The program's own note says that of all its parts together, and those of Debian's C library are not marked."""
    build = pathlib.Path(binary()).parent
    notes = readelf("-n", *build.glob("lib*.a"), *build.glob("CMakeFiles/deskgate.dir/**/*.o"))
    parts = notes.split("\nFile: ")[1:]
    assert len(parts) > 4
    assert [part.splitlines()[0] for part in parts if WATCHED_BRANCHES[platform.machine()] not in part] == []


@pytest.fixture
def start_with_lab(start_gateway, folder):
    """A bus of the kind that is a program, which whoever connects to it starts."""
    (folder / "policies").mkdir()
    (folder / "policies/lab.toml").write_text(POLICY)
    address = f"unixexec:path={shutil.which('touch')},argv1={folder / 'started'}"

    def start(**config):
        return start_gateway(policies=[folder / "policies"], config={"bus": {"lab": {"address": address}}, **config})
    return start


def test_the_daemon_is_in_its_sandbox(start_gateway, folder):
    start_gateway()
    sandbox = Tools(folder).says_json("status", "--json")["sandbox"]
    assert (sandbox["files"], sandbox["system_calls"]) == (True, True)


def test_the_daemon_becomes_no_second_process(start_with_lab, folder):
    start_with_lab().stderr.wait_for("bus_missing: cannot connect to the lab bus: Operation not permitted")
    assert not (folder / "started").exists()


def test_without_the_sandbox_it_would(start_with_lab, folder):
    start_with_lab(hardening={"enabled": False})
    eventually("the program", (folder / "started").exists)


@pytest.fixture
def daemon_of_a_user(folder):
    """Root may look into everything, so where root tests, it is somebody else's."""
    home, file = folder / "home", folder / "home/deskgate.toml"
    home.mkdir()
    file.write_text(to_toml({"listen": {"websocket": "127.0.0.1:0", "unix": False}}))
    program = shutil.copy(binary(), home)
    if AS_USER:
        os.chown(home, NOBODY.pw_uid, NOBODY.pw_gid)
        os.chown(file, NOBODY.pw_uid, NOBODY.pw_gid)
    with Program([program, "run", "--no-bus", "--config", str(file)], env=environment(home), **AS_USER) as daemon:
        daemon.stdout.wait_for("^Mirrored now:")
        yield daemon


def look_into(process):
    return run(["cat", f"/proc/{process.pid}/environ"], **AS_USER)


def test_other_programs_of_the_same_user_may_not_look_into_it(daemon_of_a_user, started):
    other = started.enter_context(Program(["sleep", "infinity"], **AS_USER))
    assert look_into(other).returncode == 0
    assert look_into(daemon_of_a_user).returncode != 0
