// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <string>

#include "mapping/diagnostic.hpp"
#include "mapping/strict_toml.hpp"

namespace deskgate::gateway {

// Reads [authorize]: the procedure that decides on what the rules leave open. `is_strict`: as the
// realm's URIs are. What is wrong with it is told in `diagnostics`; `file` is for messages.
std::string read_authorize(const toml::table& authorize, bool is_strict, const std::string& file,
                           mapping::Diagnostics& diagnostics);

}  // namespace deskgate::gateway
