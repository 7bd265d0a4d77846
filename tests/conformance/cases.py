# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""The cases of the Autobahn WebSocket test suite, for today's Python.

The suite is written for Python 2, where text is octets, and for an Autobahn of its time. Its cases however are small
classes that need little: here their sources are read out of the package and translated line by line, text standing
for octets (Latin-1) throughout. What a case sends and expects, and how it judges, is the suite's own word. Not taken
are 12 and 13 (compression, which WAMP has no use for here) and 9.9 (which the suite leaves out itself).
"""

import re
import sys
import tarfile
import types

from autobahn.websocket.utf8validator import Utf8Validator as OctetValidator

TRANSLATION = [
    (r"(?m)^(\s*)print\b.*$", r"\1pass"),
    (r"\bxrange\b", "range"),
    (r"\(object, Case, \)", "(Case, )"),
    (r"len\(self\.payload\) / ", "len(self.payload) // "),
    (r"(?m)^import copy, .*$|^from zope.*$|^from twisted.*$", ""),
    (r"from autobahn\.websocket\.utf8validator import", "from octets import"),
    (r"(?m)^\s*import binascii$", "import octets as binascii"),
]
NOT_TAKEN = re.compile(r"case12|Case12|Case13_X|9_9_1")


class Utf8Validator(OctetValidator):
    def validate(self, text):
        return super().validate(text.encode("latin-1"))


def b2a_hex(text):
    return text.encode("latin-1").hex()


def load(package):
    """{"1.1.1": its class, …}, in the suite's order."""
    sources = read(package)
    sys.modules["octets"] = types.SimpleNamespace(Utf8Validator=Utf8Validator, b2a_hex=b2a_hex)
    importer = Importer(sources)
    sys.meta_path.insert(0, importer)
    try:
        suite = __import__("suite")
    finally:
        sys.meta_path.remove(importer)
    suite.Case.compare = lambda _, one, other: one == other  # as pickles, equal text may differ
    return {id_of(case): case for case in suite.Cases}


def read(package):
    """{module: its source}: case.case is "case", case itself "suite"."""
    sources = {}
    with tarfile.open(package) as archive:
        for member in archive.getmembers():
            name = re.search(r"/autobahntestsuite/case/(\w+)\.py$", member.name)
            if name and not NOT_TAKEN.search(name[1]):
                source = archive.extractfile(member).read().decode("utf-8").replace("\r\n", "\n")
                sources["suite" if name[1] == "__init__" else name[1]] = translated(source)
    return sources


def translated(source):
    for pattern, replacement in TRANSLATION:
        source = re.sub(pattern, replacement, source)
    return "\n".join(line for line in source.split("\n") if not NOT_TAKEN.search(line))


def id_of(case):
    return case.__name__.removeprefix("Case").replace("_", ".")


class Importer:
    """Makes the suite's modules of their translated sources."""

    def __init__(self, sources):
        self._sources = sources

    def find_spec(self, name, path=None, target=None):
        from importlib.machinery import ModuleSpec
        return ModuleSpec(name, self) if name in self._sources else None

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        exec(compile(self._sources[module.__name__], f"{module.__name__}.py", "exec"), module.__dict__)
