# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""A CHALLENGE as somebody sees it who wants to know whether there is anybody of the name."""

import json
import re

# What random octets are written in, the narrowest first.
CHARACTERS = ["[0-9]+", "[0-9a-f]+", "[a-z]+", "[A-Za-z0-9+/]+={0,2}"]


def _form_of_text(text):
    return len(text), next(pattern for pattern in CHARACTERS if re.fullmatch(pattern, text))


def form_of(challenge):
    """All that it says; of random octets how many characters, and which; nothing of what differs for each name."""
    _, method, extra = challenge
    form = {"method": method, **extra}
    if "challenge" in form:
        form |= json.loads(form["challenge"]) | {"challenge": None, "authid": None, "session": None, "timestamp": None}
    return {key: _form_of_text(value) if key in ("salt", "nonce") else value for key, value in form.items()}
