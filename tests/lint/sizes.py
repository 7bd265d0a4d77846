# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

"""Prints how long files and functions are, and questions the longest.

A file near 300 lines has a second noun in it; a function near 60 has a second verb.
"""

import collections
import statistics

from cpp import functions
from repository import CPP, Finding, arguments, report

FILE_LINES = 400
FUNCTION_LINES = 60


def check(repository):
    files, bodies = collections.defaultdict(list), collections.defaultdict(list)
    findings = []
    for file in repository.files(*CPP):
        text = repository.read(file)
        length = len(text.splitlines())
        files[_folder(file)].append(length)
        if length > FILE_LINES:
            findings.append(Finding(file, FILE_LINES, f"the file has {length} lines, more than "
                                    f"{FILE_LINES}; look for the second noun in it"))
        for function in functions(text):
            length = function.last - function.first + 1
            bodies[_folder(file)].append(length)
            if length > FUNCTION_LINES:
                findings.append(
                    Finding(file, function.first, f"{function.name} has {length} lines, more than "
                            f"{FUNCTION_LINES}; look for the second verb in it"))
    _print_table(files, bodies)
    return findings


def _folder(file):
    parts = file.split("/")[:-1]
    return "/".join(parts[:2]) or "."


def _print_table(files, bodies):
    print(f"{'':18}{'files':>6}{'median':>8}{'longest':>8}   {'functions':>9}{'median':>8}{'longest':>8}")
    for folder in sorted(files):
        print(f"{folder:18}{_row(files[folder], 6)}   {_row(bodies[folder], 9)}")


def _row(lengths, width):
    if not lengths:
        return f"{0:>{width}}{'-':>8}{'-':>8}"
    return f"{len(lengths):>{width}}{statistics.median(lengths):>8.0f}{max(lengths):>8}"


if __name__ == "__main__":
    report(check(arguments(__doc__)[0]))
