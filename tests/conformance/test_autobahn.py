# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Our WebSocket against the Autobahn test suite: every case of sections 1 to 7, 9 and 10.

A case passes where the suite says so: OK, NON-STRICT (lawful; another answer is liked better) or INFORMATIONAL.
"""

import collections
import json
import os
import pathlib
import signal
import subprocess
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from support.program import Program  # noqa: E402

PACKAGE = pathlib.Path(os.environ["DESKGATE_PACKAGES"]) / "autobahntestsuite-25.10.1.tar.gz"
CASES = {"1": 16, "2": 11, "3": 7, "4": 10, "5": 20, "6": 145, "7": 37, "9": 54, "10": 1}
PASSED = {"OK", "NON-STRICT", "INFORMATIONAL"}
LONGEST = 600  # seconds for all cases


class EchoServer(Program):
    def __init__(self):
        super().__init__([os.environ["DESKGATE_ECHO"]])

    def wait_until_ready(self):
        self.url = f"ws://127.0.0.1:{self.stdout.wait_for('^port ([0-9]+)$')[1]}/ws"

    def __exit__(self, *_):
        status = self.stop(signal.SIGTERM)
        assert status == 0, f"the server ended with {status}; it said:\n{self.stderr.text}"


@pytest.fixture(scope="module")
def outcomes():
    assert PACKAGE.exists(), f"{PACKAGE} is missing; ./dev deps fetches it"
    with EchoServer() as server:
        played = subprocess.run(
            [sys.executable, "-B", HERE / "autobahn_client.py", PACKAGE, server.url],
            capture_output=True, text=True, timeout=LONGEST, check=False)
    assert played.returncode == 0, played.stderr
    by_section = collections.defaultdict(dict)
    for case, outcome in json.loads(played.stdout).items():
        by_section[case.split(".")[0]][case] = outcome
    return by_section


@pytest.mark.parametrize("section", CASES)
def test_section(section, outcomes):
    of_section = outcomes[section]
    print(f"section {section}: {collections.Counter(behavior for behavior, _, _ in of_section.values())}")
    assert len(of_section) == CASES[section]
    failed = {case: outcome for case, outcome in of_section.items() if not set(outcome[:2]) <= PASSED}
    assert not failed, "\n".join(f"{case}: {outcome}" for case, outcome in failed.items())
