// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The part of the configuration that says who may log in: [principal.NAME].
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
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

// The same of a procedure's answer: a dictionary with what one table would hold. nullopt, with what
// is wrong in `fault`, where it is none.
std::optional<trust::Principal> read_principal(const nlohmann::json& answer,
                                               const Roles::Table& roles, std::string& fault);

}  // namespace deskgate::gateway
