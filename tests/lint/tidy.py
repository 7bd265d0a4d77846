# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

"""clang-tidy, with the checks that .clang-tidy lists, over what is shipped.

Tests are left out: GoogleTest's macros have names of their own and cost more time than the rest.

Most of the time goes into the headers of libraries, so where there is much to look at, several files
of one library share a run, as they do when they are built.
"""

import os
import pathlib
import re
import tempfile

from compiler import Compiler, run
from repository import Finding, arguments, report

_PROGRAM = re.compile(r"^int main\(", re.MULTILINE)
_BATCH = 10
_WARNING = re.compile(r"^(.+?):(\d+):\d+: (?:warning|error): (.*)", re.MULTILINE)


def check(repository):
    compiler = Compiler(repository)
    files = [f for f in repository.files(".cpp")
             if f in compiler.flags_of and not f.startswith("tests/")]
    if not files:
        yield Finding("CMakePresets.json", 1, f"no compile_commands.json in {repository.build}; "
                      "configure it first: ./dev lint does")

    def tidy(batch):
        with tempfile.TemporaryDirectory(dir=compiler.cache) as folder:
            source = batch[0] if len(batch) == 1 else included(batch, folder)
            status, said = run(["clang-tidy-14", "--quiet", source, "--", "-xc++", *compiler.flags(batch[0])],
                               repository.root)
        for where, line, text in _WARNING.findall(said):
            yield Finding(repository.relative(where), int(line), text)
        if status and not _WARNING.search(said):
            yield Finding(batch[0], 1, f"clang-tidy-14 failed: {said.strip()[-300:]}")

    def included(batch, folder):
        source = pathlib.Path(folder, "batch.cpp")
        source.write_text("".join(f'#include "{repository.root / file}"\n' for file in batch))
        return str(source)

    def batches(todo):
        size = min(_BATCH, 1 + len(todo) // (4 * os.cpu_count()))
        shared = {}
        for file in todo:
            is_program = _PROGRAM.search(repository.read(file))
            shared.setdefault(file if is_program else (file.split("/")[0], *compiler.flags(file)), []).append(file)
        return [files[i:i + size] for files in shared.values() for i in range(0, len(files), size)]

    yield from compiler.check_each(files, tidy, "tidy" + repository.read(".clang-tidy"), batches)


if __name__ == "__main__":
    report(check(arguments(__doc__)[0]))
