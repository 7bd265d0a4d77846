// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <string>

#include "gateway/hardening/sandbox.hpp"

namespace deskgate::gateway::hardening {

// The version of Landlock that the kernel has; 0: none.
int landlock_abi();

// From now on only what is within reach can be opened, and nothing executed. Returns why that could
// not be done; "": it is so. A kernel whose version is below 3 does not guard truncating, which
// restrict_system_calls() denies for that reason.
std::string restrict_files(const Reach& reach);

}  // namespace deskgate::gateway::hardening
