// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <string>
#include <vector>

#include "gateway/permissions.hpp"
#include "mapping/diagnostic.hpp"
#include "mapping/strict_toml.hpp"

namespace deskgate::gateway {

// Reads the [[role.NAME.permission]] tables of a role's table. What is wrong with them is told in
// `diagnostics`; `file` is for messages.
std::vector<Permission> read_permissions(mapping::StrictTable& role, const std::string& name,
                                         const std::string& file,
                                         mapping::Diagnostics& diagnostics);

}  // namespace deskgate::gateway
