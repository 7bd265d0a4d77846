// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// How long a service is left alone after it was asked and has said nothing, or not everything: one
// pause for each time in a row, and then it is not asked again until it says something by itself.
#pragma once

#include <array>
#include <chrono>

namespace deskgate::gateway::bus {

inline constexpr std::array<std::chrono::milliseconds, 4> retry_pauses{
    std::chrono::milliseconds{100}, std::chrono::milliseconds{1'000},
    std::chrono::milliseconds{5'000}, std::chrono::milliseconds{30'000}};

}  // namespace deskgate::gateway::bus
