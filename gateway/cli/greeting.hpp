// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What `deskgate run` prints when it is ready: where it listens, what it shows, what to try next.
#pragma once

#include <string>

#include "gateway/gateway.hpp"

namespace deskgate::gateway::cli {

std::string greeting(const Gateway& gateway);

}  // namespace deskgate::gateway::cli
