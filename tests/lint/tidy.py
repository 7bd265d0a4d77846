# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

"""clang-tidy, with the checks that .clang-tidy lists, over what is shipped.

Tests are left out: GoogleTest's macros have names of their own and cost more time than the rest.
"""

import re

from compiler import Compiler, run
from repository import Finding, arguments, report

_WARNING = re.compile(r"^(.+?):(\d+):\d+: (?:warning|error): (.*)", re.MULTILINE)


def check(repository):
    compiler = Compiler(repository)
    files = [f for f in repository.files(".cpp")
             if f in compiler.flags_of and not f.startswith("tests/")]
    if not files:
        yield Finding("CMakePresets.json", 1, f"no compile_commands.json in {repository.build}; "
                      "configure it first: ./dev lint does")

    def tidy(file):
        status, said = run(["clang-tidy-14", "--quiet", file, "--", "-xc++", *compiler.flags(file)],
                           repository.root)
        for where, line, text in _WARNING.findall(said):
            yield Finding(repository.relative(where), int(line), text)
        if status and not _WARNING.search(said):
            yield Finding(file, 1, f"clang-tidy-14 failed: {said.strip()[-300:]}")

    yield from compiler.check_each(files, tidy, "tidy" + repository.read(".clang-tidy"))


if __name__ == "__main__":
    report(check(arguments(__doc__)[0]))
