// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/cli/configuration.hpp"

#include <algorithm>
#include <iostream>
#include <set>

#include "gateway/cli/commands.hpp"
#include "mapping/nearest.hpp"
#include "mapping/text.hpp"

namespace deskgate::gateway::cli {

void tell(const mapping::Diagnostics& diagnostics) {
  for (const auto& diagnostic : diagnostics) std::cerr << diagnostic.text() << '\n';
}

void tell(const SettingsReport& report) {
  tell(report.mistakes);
  for (const auto& warning : report.warnings) std::cerr << warning << '\n';
}

std::optional<Config> load_config(const std::string& given) {
  mapping::Diagnostics mistakes;
  auto config = read_config(SettingsSource{given}, mistakes);
  tell(mistakes);
  return config;
}

mapping::Policy load_policies(const Config& config) {
  SettingsReport report;
  auto policy = read_policies(config, report);
  tell(report);
  if (!report.mistakes.empty()) std::cerr << held_up_meanwhile;
  return policy;
}

bool check_grants(const Config& config, const mapping::Policy& policy) {
  const auto faults = unknown_grants(config, policy);
  for (const auto& fault : faults) std::cerr << fault << '\n';
  return faults.empty();
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
