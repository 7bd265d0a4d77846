# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Runs a command under the filters that systemd would make of a unit, without systemd: unit_sandbox.py UNIT COMMAND…

SystemCallFilter, RestrictAddressFamilies and MemoryDenyWriteExecute are taken from the unit. A system call that is not
allowed ends the command, whatever SystemCallErrorNumber says: nothing may go unnoticed."""

import ctypes
import errno
import mmap
import os
import pathlib
import re
import socket
import subprocess
import sys

ALLOW, KILL = 0x7FFF0000, 0x80000000
EQUAL, GREATER, EQUAL_UNDER_MASK = 4, 6, 7
SHM_EXEC = 0o100000
LAST_FAMILY = 64  # a little beyond what kernels know


def fails_with(number):
    return 0x00050000 | number


class Comparison(ctypes.Structure):
    """scmp_arg_cmp."""
    _fields_ = [("argument", ctypes.c_uint), ("operator", ctypes.c_int), ("value", ctypes.c_uint64),
                ("masked_value", ctypes.c_uint64)]


def has_bits(argument, bits):
    return Comparison(argument, EQUAL_UNDER_MASK, bits, bits)


class Filter:
    """One seccomp filter; of several that are loaded the strictest counts."""

    def __init__(self, otherwise):
        self._library = ctypes.CDLL("libseccomp.so.2")
        self._library.seccomp_init.restype = ctypes.c_void_p
        self._context = ctypes.c_void_p(self._library.seccomp_init(ctypes.c_uint32(otherwise)))

    def add(self, action, call, *comparisons):
        number = self._library.seccomp_syscall_resolve_name(call.encode())
        if number < 0:
            return  # of other machines
        listed = (Comparison * len(comparisons))(*comparisons)
        self._check(self._library.seccomp_rule_add_array(
            self._context, ctypes.c_uint32(action), number, len(listed), listed))

    def load(self):
        self._check(self._library.seccomp_load(self._context))

    @staticmethod
    def _check(result):
        if result < 0:
            raise OSError(-result, os.strerror(-result))


def setting(unit, key):
    """The words of every line that sets it."""
    return " ".join(re.findall(rf"^{key}=(.*)$", unit, re.MULTILINE)).split()


def calls_of(name):
    """Those of a set such as @system-service, with the sets in it; any other name is a call."""
    if not name.startswith("@"):
        return {name}
    listed = subprocess.run(["systemd-analyze", "syscall-filter", name], check=True, stdout=subprocess.PIPE, text=True)
    members = [line.strip() for line in listed.stdout.splitlines()[1:]]
    return set().union(*(calls_of(member) for member in members if member and not member.startswith("#")))


def restrict_families(families):
    allowed = {int(getattr(socket, family)) for family in families}
    refused = Filter(otherwise=ALLOW)
    for family in set(range(LAST_FAMILY)) - allowed:
        refused.add(fails_with(errno.EAFNOSUPPORT), "socket", Comparison(0, EQUAL, family))
    refused.add(fails_with(errno.EAFNOSUPPORT), "socket", Comparison(0, GREATER, LAST_FAMILY - 1))
    refused.load()


def refuse_written_code():
    refused = Filter(otherwise=ALLOW)
    refused.add(fails_with(errno.EPERM), "mmap", has_bits(2, mmap.PROT_WRITE | mmap.PROT_EXEC))
    refused.add(fails_with(errno.EPERM), "mprotect", has_bits(2, mmap.PROT_EXEC))
    refused.add(fails_with(errno.EPERM), "pkey_mprotect", has_bits(2, mmap.PROT_EXEC))
    refused.add(fails_with(errno.EPERM), "shmat", has_bits(2, SHM_EXEC))
    refused.load()


def restrict_calls(names):
    allowed = Filter(otherwise=KILL)
    for call in set().union(*map(calls_of, names)):
        allowed.add(ALLOW, call)
    allowed.load()


def main(unit, *command):
    text = pathlib.Path(unit).read_text()
    if families := setting(text, "RestrictAddressFamilies"):
        restrict_families(families)
    if setting(text, "MemoryDenyWriteExecute") == ["yes"]:
        refuse_written_code()
    restrict_calls(setting(text, "SystemCallFilter"))
    os.execvp(command[0], command)


if __name__ == "__main__":
    main(*sys.argv[1:])
