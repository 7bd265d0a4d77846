// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <string>

namespace deskgate::gateway::hardening {

// From now on no program is started, no other process looked into, nothing mounted, loaded, traced
// or unshared, no memory made executable that can be written, and no socket opened but those of
// IP, of Unix and of the kernel's routes: such calls fail with EPERM. Returns why that could not be
// done; "": it is so.
std::string restrict_system_calls();

}  // namespace deskgate::gateway::hardening
