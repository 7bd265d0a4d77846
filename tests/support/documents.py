# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""The documents as tests read them: the transcripts and files in them are what people do and see."""

import re


def blocks(text):
    """The fenced blocks, as (what they are, what is in them)."""
    return re.findall(r"^```([^\n]+)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def transcript(block):
    """Of a block marked "console", each command after a "$ " with the lines that follow it."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, *lines = part.splitlines()
        yield command, lines


def pattern_of(lines):
    """What a command says if the lines are true; "..." stands for anything on its line, and alone for any lines."""
    return "\n".join("(?s:.*)" if line == "..." else re.escape(line).replace(r"\.\.\.", ".*") for line in lines)
