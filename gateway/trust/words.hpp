// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <cstdint>
#include <string_view>

namespace deskgate::gateway::trust {

// One of 256 short words that are easy to tell apart: an octet for people to compare.
std::string_view word(std::uint8_t number);

}  // namespace deskgate::gateway::trust
