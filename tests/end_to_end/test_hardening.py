# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""The daemon lives in a sandbox, says so, and everything works in it."""

import glob
import os
import pathlib
import re
import signal

import pytest

from support.certificate import Certificate
from support.gateway import REPOSITORY, binary
from support.program import run
from support.tools import Tools


@pytest.fixture
def gateway(start_gateway, everything):
    return start_gateway("everything.use")


def status_of(gateway):
    text = pathlib.Path(f"/proc/{gateway.pid}/status").read_text()
    return dict(re.findall(r"^(\w+):\s+(.*)$", text, re.MULTILINE))


def test_the_kernel_says_so(gateway):
    found = status_of(gateway)
    assert (found["Seccomp"], found["NoNewPrivs"], found["Umask"]) == ("2", "1", "0077")
    limits = pathlib.Path(f"/proc/{gateway.pid}/limits").read_text()
    assert re.search(r"^Max core file size +0 +0 ", limits, re.MULTILINE)


def test_the_command_says_so(gateway, folder):
    assert re.search(r"^  sandbox +files and system calls$", Tools(folder).says("status"), re.MULTILINE)
    sandbox = Tools(folder).says_json("status", "--json")["sandbox"]
    assert (sandbox["files"], sandbox["system_calls"]) == (True, True) and sandbox["landlock_abi"] >= 1


def test_calls_work_in_it(gateway, everything):
    client = gateway.client()
    assert client.calls(everything.uri_of("Add"), 2, 3) == [5]


def test_a_policy_file_that_comes_later_is_read(start_gateway, everything, folder):
    policies = folder / "mine"
    policies.mkdir()
    gateway = start_gateway("everything.use", policies=[policies])
    text = (REPOSITORY / "tests/end_to_end/policies/everything.toml").read_text()
    (policies / "everything.toml").write_text(text)
    gateway.stderr.wait_for("added: org.deskgate.everything")
    assert gateway.client().calls(everything.uri_of("Add"), 2, 3) == [5]


def test_a_certificate_that_is_replaced_is_read(start_gateway, folder):
    certificate = Certificate(folder)
    gateway = start_gateway(config={"listen": {
        "websocket": "127.0.0.1:0", "unix": "deskgate/wamp.sock", "tls": "127.0.0.1:0",
        "tls_certificate": str(certificate.file), "tls_key": str(certificate.key)}})
    other = folder / "other"
    other.mkdir()
    made = Certificate(other)
    made.key.replace(certificate.key)
    made.file.replace(certificate.file)
    gateway.stderr.wait_for("certificate: new connections see another one")


def core_files(gateway):
    """Asks for those where the kernel puts them: a relative pattern begins where the process works."""
    pattern = pathlib.Path("/proc/sys/kernel/core_pattern").read_text().strip()
    place = pathlib.Path(f"/proc/{gateway.pid}/cwd").resolve() / re.sub("%.", "*", pattern)
    return lambda: sorted(glob.glob(f"{place}*"))


def test_a_crash_leaves_no_core(gateway, folder):
    gateway._is_killed = True
    cores = core_files(gateway)
    before = cores()
    gateway.send(signal.SIGABRT)
    assert gateway.wait() == -signal.SIGABRT
    assert (cores(), list(folder.rglob("core*"))) == (before, [])


def test_it_can_be_switched_off(start_gateway, folder):
    gateway = start_gateway(config={"hardening": {"enabled": False}})
    assert status_of(gateway)["Seccomp"] == "0"
    assert "sandbox" in Tools(folder).says("status") and Tools(folder).says_json("status", "--json")["sandbox"] is None


def test_what_needs_another_start_is_told(start_gateway, everything, folder):
    gateway = start_gateway("everything.use")
    elsewhere = pathlib.Path(os.environ.get("TMPDIR", "/tmp")) / f"deskgate-elsewhere-{os.getpid()}"
    elsewhere.mkdir()
    try:
        file = folder / "deskgate.toml"
        file.write_text(re.sub(r"folders = .*", f'folders = ["{elsewhere}"]', file.read_text()))
        gateway.stderr.wait_for("cannot be read in the sandbox; it takes effect at the next start")
    finally:
        elsewhere.rmdir()


FLAGS = {
    "PIE": ("-h", r"Type:\s+DYN"),
    "RELRO": ("-l", r"GNU_RELRO"),
    "BIND_NOW": ("-d", r"BIND_NOW|NOW"),
    "no executable stack": ("-l", r"GNU_STACK\s+\S+\s+\S+\s+\S+\s+\S+\s+\S+\s+RW\s"),
    "stack protector": ("--dyn-syms", r"__stack_chk_fail"),
}


@pytest.mark.parametrize("flag", FLAGS)
def test_the_binary_is_built_hardened(flag):
    option, wanted = FLAGS[flag]
    assert re.search(wanted, run(["readelf", "-W", option, binary()]).stdout)
