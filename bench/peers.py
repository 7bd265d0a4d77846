# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

"""Other routers to measure beside ours: fetched and built when the bench runs, never kept here.

A router that cannot be had is a row that says so; the run goes on.
"""

import os
import pathlib
import shlex
import shutil
import subprocess

from servers import HERE, NotRunning, Server


def build_nexus(folder):
    """nexus, in Go: the release that bench/peers/nexus/go.mod names, from the Go module proxy."""
    go = shutil.which("go") or shutil.which("go", path="/usr/local/go/bin")
    if not go:
        raise NotRunning("there is no Go; install golang-go")
    source, program = HERE / "peers" / "nexus", folder / "nexus"
    _run([go, "build", "-trimpath", "-o", str(program), "."], source)
    version = next(line.split()[-1] for line in (source / "go.mod").read_text().splitlines()
                   if line.startswith("require github.com/gammazero/nexus"))
    return Server("nexus", [str(program), "127.0.0.1:{port}"], is_peer=True,
                  version=version.lstrip("v"))


def build_fox(folder):
    """fox-wamp, in JavaScript: the release that bench/peers/fox-wamp/package.json names."""
    if not shutil.which("npm"):
        raise NotRunning("there is no npm; install nodejs and npm")
    source, work = HERE / "peers" / "fox-wamp", folder / "fox-wamp"
    work.mkdir(parents=True, exist_ok=True)
    for file in source.iterdir():
        shutil.copy(file, work)
    if not (work / "node_modules" / "fox-wamp").exists():
        _run(["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund"], work)
    return Server("fox-wamp", ["node", str(work / "main.js"), "{port}"], is_peer=True)


def given(text):
    """A router that the command line names: NAME=COMMAND, with {port} where its port belongs.

    It serves WebSocket JSON on 127.0.0.1, and opens realm1 to anonymous clients.
    """
    name, _, command = text.partition("=")
    if not command or "{port}" not in command:
        raise SystemExit(f"bench: --peer {text}: write NAME=COMMAND with {{port}} in the command")
    return Server(name, shlex.split(command), is_peer=True)


BUILDERS = {"nexus": build_nexus, "fox-wamp": build_fox}


def _run(command, folder):
    run = subprocess.run(command, cwd=pathlib.Path(folder), capture_output=True, text=True,
                         timeout=600, env={**os.environ, "CGO_ENABLED": "0"})
    if run.returncode:
        said = (run.stderr or run.stdout).strip().splitlines() or ["it failed"]
        raise NotRunning(f"cannot be built: {said[-1][:200]}")
