# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

"""A test that a document names exists: `DealerTest`, `DealerTest.KnowsNobody`, `interop.stock_clients`.

In a table with the heading "Shown by" every `Suite.Name` is one.
"""

import re

from repository import CPP, Finding, arguments, report

FOLDERS = "end_to_end|interop|conformance|fuzz|lint|release"

_SUITE = re.compile(r"\bTEST(?:_F|_P)?\((\w+),\s*(\w+)\)")
_SHOWN = re.compile(r"`([A-Z]\w+\.[A-Z]\w+)`")
_NAMED = re.compile(rf"`(\w+Test(?:\.\w+)?|(?:{FOLDERS})\.\w+)`")


def known_tests(repository):
    known = set()
    for file in repository.files(*CPP):
        if not file.startswith("tests/"):
            continue
        for suite, name in _SUITE.findall(repository.read(file)):
            known |= {suite, f"{suite}.{name}"}
    for file in repository.files():
        python = re.fullmatch(r"tests/(\w+)/(?:test_)?(\w+)\.(?:py|cpp)", file)
        if python:
            known.add(f"{python[1]}.{python[2]}")
    return known


def check(repository):
    known = known_tests(repository)
    for file in repository.files(".md"):
        lines = repository.lines(file)
        has_table = any(line.endswith("| Shown by |") for line in lines)
        for number, line in enumerate(lines, 1):
            for name in _NAMED.findall(line) + (_SHOWN.findall(line) if has_table else []):
                if name not in known:
                    yield Finding(file, number, f"there is no test {name}")


if __name__ == "__main__":
    here, _ = arguments(__doc__)
    report(check(here))
