# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""How a test waits: for something that happens, never for time to pass."""

import time

# Longer than anything takes on a busy machine with sanitizers; a test that passes never waits it out.
PATIENCE = 20.0


def eventually(what, ask, accept=bool):
    """Asks an outside witness that cannot call back, until it accepts the answer. Returns the answer.

    Only for witnesses that must be asked (a command line tool, /proc); what can be waited for is."""
    deadline = time.monotonic() + PATIENCE
    while not accept(answer := ask()):
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {PATIENCE:.0f} s for {what}; the last answer was {answer!r}")
        time.sleep(0.02)
    return answer
