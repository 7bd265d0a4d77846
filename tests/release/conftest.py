# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
sys.dont_write_bytecode = True

from support.fixtures import *  # noqa: E402,F403
