# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

"""Every type at namespace scope in a header is documented.

By a comment directly above it, or above the run of types it stands in (no empty line between), or,
for the only type of a header and for the type that the file is named after, by the file's opening
essay.
"""

from cpp import blocks
from repository import Finding, arguments, report


def check(repository):
    for file in repository.files(".hpp"):
        if file.startswith("tests/"):
            continue
        text = repository.read(file)
        lines = text.splitlines()
        types = [b for b in blocks(text) if b.kind == "type" and b.scope in ("namespace", "file")]
        noun = file.rsplit("/", 1)[-1].removesuffix(".hpp").replace("_", "").lower()
        run_until = 0
        for block in types:
            above = lines[block.first - 2].strip() if block.first > 1 else ""
            in_run = block.first == run_until + 1
            by_essay = _has_essay(lines) and (len(types) == 1 or block.name.lower() == noun)
            if not (above.startswith("//") or in_run or by_essay):
                yield Finding(file, block.first, f"{block.name} has no comment above it; say what it "
                              "is, what it guarantees and who owns it")
            run_until = block.last


def _has_essay(lines):
    opening = lines[2:lines.index("#pragma once")] if "#pragma once" in lines else []
    return any(line.startswith("// ") for line in opening)


if __name__ == "__main__":
    report(check(arguments(__doc__)[0]))
