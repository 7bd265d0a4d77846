# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

"""clang-format has nothing to change."""

import collections
import re
import subprocess

from repository import CPP, Finding, arguments, report


def check(repository):
    files = repository.files(*CPP)
    if not files:
        return
    run = subprocess.run(["clang-format-14", "--dry-run", "--Werror", *files], cwd=repository.root,
                         capture_output=True, text=True)
    places = collections.defaultdict(list)
    for file, line in re.findall(r"^([^:\n]+):(\d+):\d+: error:", run.stderr, re.MULTILINE):
        places[file].append(int(line))
    for file, lines in places.items():
        yield Finding(file, lines[0], f"laid out by hand in {len(lines)} place(s); run ./dev format")
    if run.returncode and ": error:" not in run.stderr:
        yield Finding(".clang-format", 1, run.stderr.strip() or "clang-format-14 failed")


if __name__ == "__main__":
    report(check(arguments(__doc__)[0]))
