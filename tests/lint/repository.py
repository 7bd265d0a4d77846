# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

"""What every lint needs: the files of the repository, and one way to report.

A finding is one line, `file:line: what is wrong; the way out`. A lint prints its findings and exits
with status 1 if there are any.
"""

import argparse
import dataclasses
import os
import pathlib
import sys

NOT_OURS = {"build", "node_modules", "__pycache__", "dist"}
CPP = (".cpp", ".hpp")


@dataclasses.dataclass(frozen=True)
class Finding:
    file: str
    line: int
    message: str

    def __str__(self):
        return f"{self.file}:{self.line}: {self.message}"


class Repository:
    """The tree of source files under `root`; paths are relative to it and use slashes."""

    def __init__(self, root, build=None):
        self.root = pathlib.Path(root).resolve()
        self.build = pathlib.Path(build).resolve() if build else self.root / "build" / "lint"

    def files(self, *suffixes):
        found = []
        for folder, folders, names in os.walk(self.root):
            folders[:] = sorted(
                f for f in folders if f not in NOT_OURS and (f == ".ci" or not f.startswith(".")))
            for name in sorted(names):
                if not suffixes or name.endswith(suffixes):
                    found.append((pathlib.Path(folder) / name).relative_to(self.root).as_posix())
        return sorted(found)

    def read(self, file):
        return (self.root / file).read_text(encoding="utf-8")

    def relative(self, path):
        """A path as a tool writes it, as ours; another's stays as it is."""
        path = os.path.normpath(path)
        return path.removeprefix(f"{self.root}/")

    def lines(self, file):
        return self.read(file).splitlines()


def arguments(description, *more):
    """The repository that the command line names, and what else the lint asks for in `more`."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--root", default=pathlib.Path(__file__).parents[2], help="the repository")
    parser.add_argument("--build", help="a configured build folder with compile_commands.json")
    for name, text in more:
        parser.add_argument(name, help=text)
    options = parser.parse_args()
    return Repository(options.root, options.build), options


def report(findings):
    """Prints the findings and ends the program."""
    findings = sorted(set(findings), key=lambda f: (f.file, f.line, f.message))
    for finding in findings:
        print(finding)
    if findings:
        print(f"{len(findings)} finding(s)")
    sys.exit(1 if findings else 0)
