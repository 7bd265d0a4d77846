// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/cli/configuration.hpp"

#include <iostream>

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

}  // namespace deskgate::gateway::cli
