// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The part of the configuration that says who may log in: [principal.NAME].
#pragma once

#include <string>

#include <toml++/toml.h>

#include "gateway/roles.hpp"
#include "gateway/trust/principals.hpp"
#include "mapping/diagnostic.hpp"

namespace deskgate::gateway {

// `path` is the configuration's, for messages. A file with secrets that somebody else may read is a
// mistake, and so is a role that it does not have.
trust::Principals::Table read_principals(const toml::table& principals, const Roles::Table& roles,
                                         const std::string& path,
                                         mapping::Diagnostics& diagnostics);

}  // namespace deskgate::gateway
