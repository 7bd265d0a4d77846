// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <string>
#include <vector>

#include "router/payload.hpp"

namespace deskgate::gateway::cli {

// The arguments of a call or an event as they stand on the command line: each is JSON; `keywords`
// is a JSON object, or "" for none. Throws UsageError, which names the argument.
router::Payload read_arguments(const std::vector<std::string>& arguments,
                               const std::string& keywords);

}  // namespace deskgate::gateway::cli
