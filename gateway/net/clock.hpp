// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>

namespace deskgate::gateway::net {

using Clock = std::chrono::steady_clock;

}  // namespace deskgate::gateway::net
