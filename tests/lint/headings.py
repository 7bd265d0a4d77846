# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

"""Each source opens with the two SPDX lines, and each NOLINT names its check and a reason."""

import re

from repository import CPP, Finding, arguments, report

SOURCES = (*CPP, ".py", ".sh", ".mjs", ".js", ".cmake", "CMakeLists.txt")
SCRIPTS = ["dev", ".ci/run", ".clang-tidy"]
SPDX = ["SPDX-FileCopyrightText: The Deskgate authors", "SPDX-License-Identifier: MIT"]

_NOLINT = re.compile(r"NOLINT(?:NEXTLINE|BEGIN)?\b")
_REASONED = re.compile(r"NOLINT(?:NEXTLINE|BEGIN)?\([\w.,\- ]+\): \S+")


def check(repository):
    known = repository.files()
    for file in [f for f in known if f.endswith(SOURCES)] + [f for f in SCRIPTS if f in known]:
        lines = repository.lines(file)
        start = 1 if lines and lines[0].startswith("#!") else 0
        heads = [re.sub(r"^(//|#)\s*", "", line) for line in lines[start:start + 2]]
        if heads != SPDX:
            yield Finding(file, start + 1, f"the SPDX lines are missing: '{SPDX[0]}', '{SPDX[1]}'")
        if file.endswith(CPP):
            yield from _nolints(file, lines)


def _nolints(file, lines):
    for number, line in enumerate(lines, 1):
        if _NOLINT.search(line) and not _REASONED.search(line):
            yield Finding(file, number,
                          "a NOLINT without check or reason; write NOLINT(check-name): why")


if __name__ == "__main__":
    report(check(arguments(__doc__)[0]))
