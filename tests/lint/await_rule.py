# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

"""Nothing with braces and no capturing lambda inside one expression with co_await.

GCC 12 destroys such a temporary twice (docs/pitfalls.md).
"""

import re

from compiler import Compiler, run
from repository import CPP, Finding, arguments, report

QUERY = """
match expr(anyOf(
  coawaitExpr(hasDescendant(expr(anyOf(lambdaExpr(), cxxStdInitializerListExpr(),
                                       initListExpr(hasType(cxxRecordDecl())))))),
  initListExpr(hasDescendant(coawaitExpr()), hasType(cxxRecordDecl())),
  cxxStdInitializerListExpr(hasDescendant(coawaitExpr())),
  conditionalOperator(hasDescendant(coawaitExpr()), hasType(cxxRecordDecl()))),
  isExpansionInMainFile())
""".replace("\n", " ").strip()

_MATCH = re.compile(r'^(.+?):(\d+):\d+: note: "root" binds here', re.MULTILINE)
_ERROR = re.compile(r"^(.+?):(\d+):\d+: (?:fatal )?error: (.*)", re.MULTILINE)


def check(repository):
    compiler = Compiler(repository)
    files = [f for f in repository.files(*CPP) if "co_await" in repository.read(f)]

    def look(file):
        flags = compiler.flags(file)
        _, said = run(["clang-query-14", "-c", QUERY, str(repository.root / file), "--", "-xc++",
                       *flags], repository.root)
        for _, line in _MATCH.findall(said):
            yield Finding(file, int(line), "a lambda, braced or conditional temporary in one "
                          "expression with co_await; name it first, then await")
        for where, line, text in _ERROR.findall(said):
            yield Finding(repository.relative(where), int(line), f"clang cannot read it: {text}")
        if not re.search(r"^\d+ match(es)?\.", said, re.MULTILINE):
            yield Finding(file, 1, f"clang-query-14 gave no answer: {said.strip()[-300:]}")

    return compiler.check_each(files, look, "await_rule" + QUERY)


if __name__ == "__main__":
    report(check(arguments(__doc__)[0]))
