# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""What the end-to-end and interop tests share: real parts, started and ended by pid, and witnesses."""
