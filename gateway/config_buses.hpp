// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Buses beside session and system: [bus.NAME] in the configuration, `bus = "NAME"` in policy files.
#pragma once

#include <map>
#include <optional>
#include <string>

#include <toml++/toml.h>

#include "mapping/diagnostic.hpp"
#include "mapping/policy_file.hpp"

namespace deskgate::gateway {

// The addresses by name. `path` is the configuration's, for messages.
std::map<std::string, std::string> read_buses(const toml::table& buses, const std::string& path,
                                              mapping::Diagnostics& diagnostics);

// A bus that a policy file speaks of and the configuration does not have: nothing is mirrored then.
std::optional<mapping::Diagnostic> unknown_bus(const std::map<std::string, std::string>& buses,
                                               const mapping::PolicyFile& file);

}  // namespace deskgate::gateway
