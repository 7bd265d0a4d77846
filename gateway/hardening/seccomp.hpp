// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <string>

namespace deskgate::gateway::hardening {

// From now on no program is started, no other process looked into or signalled, nothing mounted,
// loaded, traced or unshared, no memory made executable, nothing typed into a terminal, no file
// given another mode, owner, attribute or time, or truncated by its name, and no socket opened but
// those of IP, of Unix and of the kernel's routes: such calls fail with EPERM. Libraries can be
// loaded no longer. Returns why that could not be done; "": it is so.
std::string restrict_system_calls();

}  // namespace deskgate::gateway::hardening
