# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

"""Each header compiles by itself: it includes what it uses."""

import re

from compiler import Compiler, run
from repository import Finding, arguments, report

_ERROR = re.compile(r"^([^\s:]+):(\d+):\d+: (?:fatal )?error: (.*)", re.MULTILINE)


def check(repository):
    compiler = Compiler(repository)

    def compile_alone(file):
        status, said = run(["g++", "-fsyntax-only", *compiler.flags(file), "-include", file, "-xc++",
                            "/dev/null"], repository.root)
        if status:
            fault = _ERROR.search(said)
            where, line, text = fault.groups() if fault else (file, "1", said.strip()[-300:])
            yield Finding(repository.relative(where), int(line),
                          f"does not compile alone, include what it uses: {text}")

    return compiler.check_each(repository.files(".hpp"), compile_alone, "self_sufficient")


if __name__ == "__main__":
    report(check(arguments(__doc__)[0]))
