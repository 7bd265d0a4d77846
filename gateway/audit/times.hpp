// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>
#include <string>

namespace deskgate::gateway::audit {

// "2026-11-23T10:00:00.250Z"
std::string to_text(std::chrono::system_clock::time_point time);

// Since the machine started, sleep included.
std::chrono::milliseconds since_boot();

}  // namespace deskgate::gateway::audit
