// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <string>

#include "mapping/diagnostic.hpp"
#include "mapping/strict_toml.hpp"

namespace deskgate::gateway {

// Reads the table `key`, which names a procedure of this user's programs: [authorize], which
// decides on what the rules leave open, or [login], which knows who is known nowhere else.
// `is_strict`: as the realm's URIs are. What is wrong with it is told in `diagnostics`; `file` is
// for messages.
std::string read_procedure(const toml::table& table, const std::string& key, bool is_strict,
                           const std::string& file, mapping::Diagnostics& diagnostics);

}  // namespace deskgate::gateway
