# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

"""Just enough C++ to find types and functions in code that clang-format has laid out.

Not a parser: braces are counted once comments and literals are blanked out, and what stands before
a brace says what it opens.
"""

import dataclasses
import re

_NOISE = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<d>[^(\s]*)\(.*?\)(?P=d)"|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9a-zA-Z_])'(?:\\.|[^'\\\n])+'|^[ \t]*#(?:\\\n|[^\n])*",
    re.DOTALL | re.MULTILINE)
_TYPE = re.compile(r"\b(?:enum class|enum struct|enum|class|struct|union)\s+(?:\[\[.*?\]\]\s*)?(\w+)\b(?!\s*(?:::|<))")


def blank(text):
    """The text with comments, literals and preprocessor lines as white space; lines stay."""
    return _NOISE.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)


@dataclasses.dataclass(frozen=True)
class Block:
    kind: str  # "namespace", "type", "function" or "other"
    name: str
    scope: str  # the kind of block around it; "file" at the top
    first: int  # the line on which its declaration starts, from 1
    last: int


def blocks(text):
    """Every braced block of a file."""
    code = blank(text)
    found, stack, start = [], [], 0
    for at, char in enumerate(code):
        if char == "{":
            scope = stack[-1][0] if stack else "file"
            head = code[start:at]
            stack.append((*_kind(head, scope), scope, start + len(head) - len(head.lstrip()), start))
            start = at + 1
        elif char == "}" and stack:
            kind, name, scope, begun, before = stack.pop()
            found.append(Block(kind, name, scope, _line(code, begun), _line(code, at)))
            # An initializer is part of what it stands in; anything else ends it.
            start = before if kind == "other" and scope != "function" else at + 1
        elif char == ";" and not _in_parentheses(code[start:at]):
            start = at + 1
    return sorted(found, key=lambda block: (block.first, -block.last))


def functions(text):
    """The function bodies that stand in a namespace or a type (lambdas belong to theirs)."""
    return [b for b in blocks(text) if b.kind == "function" and b.scope != "function"]


def _kind(head, scope):
    if re.search(r"[^\s)]$|=\s*$", head):  # `member_{1}`, `x = {1}`: no space, or an equals sign
        return "other", ""
    head = re.sub(r"^\s*(?:(?:public|private|protected)\s*:\s*)+", "", head).strip()
    if scope in ("function", "other"):
        return "other", ""
    if re.match(r"(inline )?namespace\b|extern\s*$", head):
        return "namespace", head.split()[-1]
    without_template = re.sub(r"^template\s*<[^{;]*?>\s*(?=\w)", "", head)
    declared = _TYPE.match(without_template)
    if declared and "(" not in without_template.replace("alignas(", ""):
        return "type", declared.group(1)
    name = re.search(r"([\w:~]+|operator\s*\S+)\s*\(", head)
    if name:
        return "function", name.group(1)
    return "other", ""


def _in_parentheses(text):
    return text.count("(") > text.count(")")


def _line(text, at):
    return text.count("\n", 0, at) + 1
