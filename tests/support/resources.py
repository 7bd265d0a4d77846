# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""What a process holds, as the system tells it."""

import os
import pathlib
import re


def resident_octets(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) * 1024


def descriptors(pid):
    """What each of them is: `socket`, `pipe`, `anon_inode` or a file's path. In no order."""
    targets = []
    for descriptor in pathlib.Path(f"/proc/{pid}/fd").iterdir():
        targets.append(os.readlink(descriptor).partition(":")[0])
    return sorted(targets)


def forget_what_is_freed(monkeypatch):
    """A sanitizer keeps freed memory for a while; what is started from now on does not, so that it can be measured."""
    options = os.environ.get("ASAN_OPTIONS", "")
    monkeypatch.setenv("ASAN_OPTIONS", f"{options}:quarantine_size_mb=1:thread_local_quarantine_size_kb=64".strip(":"))
