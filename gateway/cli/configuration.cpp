// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/cli/configuration.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <set>

#include "gateway/cli/commands.hpp"
#include "mapping/nearest.hpp"
#include "mapping/text.hpp"

namespace deskgate::gateway::cli {
namespace {

// A folder that the configuration names is meant to be there; the default ones need not be.
void tell_missing_folders(const Config& config) {
  const auto defaults = default_config().policy_folders;
  for (const auto& folder : config.policy_folders) {
    const bool is_default = std::find(defaults.begin(), defaults.end(), folder) != defaults.end();
    std::error_code ignored;
    if (is_default || std::filesystem::exists(folder, ignored)) continue;
    std::cerr << "[policy]: \"folders\" names " << folder << ", which does not exist\n";
  }
}

}  // namespace

void tell(const mapping::Diagnostics& diagnostics) {
  for (const auto& diagnostic : diagnostics) std::cerr << diagnostic.text() << '\n';
}

std::optional<Config> load_config(const std::string& given) {
  const auto path = given.empty() ? default_config_path() : std::optional(given);
  if (!path) return default_config();
  mapping::Diagnostics diagnostics;
  auto config = read_config(*path, diagnostics);
  tell(diagnostics);
  return config;
}

mapping::Policy load_policies(const Config& config) {
  tell_missing_folders(config);
  mapping::Diagnostics diagnostics;
  auto policy = mapping::load_policy(config.policy_folders, diagnostics);
  tell(diagnostics);
  check_grants(config, policy);
  return policy;
}

bool check_grants(const Config& config, const mapping::Policy& policy) {
  bool all_known = true;
  for (const auto& [role, grants] : config.roles) {
    for (const auto& grant : grants) {
      const auto fault = mapping::unknown_grant(policy, grant);
      if (fault) std::cerr << "[role." << role << "]: " << *fault << '\n';
      all_known = all_known && !fault;
    }
  }
  return all_known;
}

std::vector<std::string> roles_of(const Config& config) {
  std::set<std::string> roles{std::string(anonymous_role), std::string(owner_role)};
  for (const auto& [name, grants] : config.roles) roles.insert(name);
  return {roles.begin(), roles.end()};
}

const mapping::Grants& grants_of(const Config& config, const std::string& role) {
  static const mapping::Grants none;
  const auto known = roles_of(config);
  if (std::find(known.begin(), known.end(), role) == known.end()) {
    throw UsageError("there is no role " + mapping::in_quotes(role) +
                     mapping::did_you_mean(role, known));
  }
  const auto found = config.roles.find(role);
  return found == config.roles.end() ? none : found->second;
}

}  // namespace deskgate::gateway::cli
