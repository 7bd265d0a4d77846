// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>
#include <string>

namespace deskgate::gateway::cli {

// "90s", "10min", "12h", "30d", "8w". Throws UsageError for anything else, and for nothing or more
// than a hundred years.
std::chrono::seconds duration_from(const std::string& text);

}  // namespace deskgate::gateway::cli
