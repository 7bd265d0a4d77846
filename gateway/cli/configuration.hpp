// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What the subcommands read before they do anything: the configuration and the policy files.
#pragma once

#include <optional>
#include <string>

#include "gateway/settings.hpp"
#include "mapping/diagnostic.hpp"
#include "mapping/policy.hpp"

namespace deskgate::gateway::cli {

// What is said after mistakes in policy files.
inline constexpr std::string_view held_up_meanwhile =
    "While that is so, a Deskgate that runs keeps the rules that it has.\n";

// On standard error, a line each.
void tell(const mapping::Diagnostics& diagnostics);
void tell(const SettingsReport& report);

// The file that --config names; the default one if it is ""; the defaults if there is none. What is
// wrong with it is told on standard error, and is nullopt.
std::optional<Config> load_config(const std::string& given);

// The policy files of the configured folders. A broken one opens nothing, and keeps nobody from
// using the others: it is told on standard error.
mapping::Policy load_policies(const Config& config);

// Whether the grants that roles hold exist; those that do not are told on standard error.
bool check_grants(const Config& config, const mapping::Policy& policy);

}  // namespace deskgate::gateway::cli
