# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

"""What the documents promise: every relative link leads somewhere, every policy file in them loads.

A fenced block marked ```toml is a complete policy file; ```toml fragment and ```toml config are
not. Blocks are loaded with `deskgate policy check` where --deskgate names the program.
"""

import os
import pathlib
import re
import subprocess
import tempfile

from repository import Finding, arguments, report

_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_BLOCK = re.compile(r"^```toml[ \t]*\n(.*?)^```", re.MULTILINE | re.DOTALL)


def check_links(repository):
    for file in repository.files(".md"):
        is_code = False
        for number, line in enumerate(repository.lines(file), 1):
            is_code ^= line.startswith("```")
            for target in [] if is_code else _LINK.findall(line):
                path = target.split("#")[0]
                is_elsewhere = re.match(r"[a-z]+:", target) or not path
                if not is_elsewhere and not (repository.root / file).parent.joinpath(path).exists():
                    yield Finding(file, number, f"the link to {target} leads nowhere")


def check_policies(repository, deskgate):
    with tempfile.TemporaryDirectory() as folder:
        for file in repository.files(".md"):
            text = repository.read(file)
            for block in _BLOCK.finditer(text):
                line = text.count("\n", 0, block.start()) + 1
                example = pathlib.Path(folder, "example.toml")
                example.write_text(block[1], encoding="utf-8")
                run = subprocess.run([deskgate, "policy", "check", str(example)],
                                     capture_output=True, text=True)
                if run.returncode:
                    said = (run.stderr or run.stdout).strip().replace(str(example), "the example")
                    yield Finding(file, line, f"the policy file does not load: {said}")


def check(repository, deskgate):
    yield from check_links(repository)
    if deskgate and os.path.exists(deskgate):
        yield from check_policies(repository, deskgate)
    else:
        print("links only: the program is not built, so the policy files are not loaded")


if __name__ == "__main__":
    here, options = arguments(__doc__, ("--deskgate", "the program, to load policy files with"))
    report(check(here, options.deskgate))
