# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

"""Runs a tool once per C++ file, as the build would compile it, and remembers what passed.

Flags come from compile_commands.json, less what belongs to GCC's precompiled headers and to the
sanitizers. A file that passed is not looked at again until it, a header of ours that it includes,
the flags or the lint's own text change: build/lint-cache/ holds one empty file per passed content.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess

_INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)


class Compiler:
    def __init__(self, repository):
        self.repository = repository
        self.cache = repository.root / "build" / "lint-cache"
        self.flags_of = self._read_commands()

    def flags(self, file):
        """Those of the file itself, or, for a header, those of a file in its top folder."""
        if file in self.flags_of:
            return self.flags_of[file]
        folder = file.split("/")[0] + "/"
        related = [f for f in sorted(self.flags_of) if f.startswith(folder)]
        return self.flags_of[related[0]] if related else self._standard()

    def check_each(self, files, check, recipe, batches=None):
        """Calls check(file), which returns findings, for each file that has not passed before.

        `recipe` is all else that the outcome depends on. Two at a time. Where `batches` splits the
        files into lists, check(list) is called for each of those.
        """
        self.cache.mkdir(parents=True, exist_ok=True)
        stamps = {file: self.cache / self._digest(file, recipe) for file in files}
        todo = [file for file in files if not stamps[file].exists()]
        print(f"{len(files)} file(s), {len(files) - len(todo)} unchanged since they passed", flush=True)
        tasks = batches(todo) if batches else todo
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for task, findings in zip(tasks, pool.map(lambda t: list(check(t)), tasks)):
                if not findings:
                    for file in task if batches else [task]:
                        stamps[file].touch()
                yield from findings

    def _standard(self):
        return ["-std=c++20", f"-I{self.repository.root}"]

    def _read_commands(self):
        database = self.repository.build / "compile_commands.json"
        if not database.exists():
            return {}
        found = {}
        for entry in json.loads(database.read_text()):
            source = pathlib.Path(entry["directory"], entry["file"])
            for file in _INCLUDE.findall(source.read_text()) if _is_batch(source) else [source]:
                path = os.path.relpath(file, self.repository.root)
                found[path] = _portable(shlex.split(entry["command"]))
        return found

    def _digest(self, file, recipe):
        seen, waiting = {}, [file]
        while waiting:
            name = waiting.pop()
            path = self.repository.root / name
            if name not in seen and path.exists():
                seen[name] = path.read_text(encoding="utf-8")
                waiting += _INCLUDE.findall(seen[name])
        content = [recipe, *self.flags(file), *(f"{n}\0{seen[n]}" for n in sorted(seen))]
        return hashlib.sha256("\0".join(content).encode()).hexdigest()


def run(command, folder):
    """The command's exit status and everything it wrote."""
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True)
    return done.returncode, done.stdout


def _is_batch(source):
    """Whether CMake has made it, to compile several sources at a time (UNITY_BUILD)."""
    return source.parent.name == "Unity" and source.exists()


def _portable(command):
    """The flags that say what the code means: standard, include folders and definitions."""
    kept, take_next = [], False
    for word in command:
        if take_next or word.startswith(("-std=", "-I", "-D", "-isystem")):
            kept.append(word)
        take_next = word in ("-I", "-D", "-isystem")
    return kept
