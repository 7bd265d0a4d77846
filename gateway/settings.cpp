// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/settings.hpp"

#include <algorithm>
#include <filesystem>
#include <tuple>

#include "gateway/config_buses.hpp"

namespace deskgate::gateway {
namespace {

// A folder that the configuration names is meant to be there; the default ones need not be.
void warn_of_missing_folders(const Config& config, std::vector<std::string>& warnings) {
  const auto defaults = default_config().policy_folders;
  for (const auto& folder : config.policy_folders) {
    const bool is_default = std::find(defaults.begin(), defaults.end(), folder) != defaults.end();
    std::error_code ignored;
    if (is_default || std::filesystem::exists(folder, ignored)) continue;
    warnings.push_back("[policy]: \"folders\" names " + folder + ", which does not exist");
  }
}

// What is read once, at the start.
auto fixed_part(const Config& config) {
  return std::tie(config.realm, config.realm_settings, config.websocket, config.tls,
                  config.is_tls_open_beyond_neighbours, config.lan, config.certificate,
                  config.unix_path, config.http, config.limits, config.memory, config.failed_logins,
                  config.buses, config.state_folder, config.audit, config.hardening,
                  config.observes_while_locked, config.try_next);
}

}  // namespace

std::optional<Config> read_config(const SettingsSource& source, mapping::Diagnostics& mistakes) {
  const bool is_given = !source.config_path.empty();
  const auto path = is_given ? source.config_path : default_config_path();
  std::error_code ignored;
  if (!is_given && !std::filesystem::exists(path, ignored)) return default_config();
  return read_config(path, mistakes);
}

mapping::Policy read_policies(const Config& config, SettingsReport& report) {
  warn_of_missing_folders(config, report.warnings);
  auto policy = mapping::load_policy(config.policy_folders, report.mistakes);
  for (const auto* files : {&policy.files(), &policy.exports()}) {
    for (const auto& file : *files) {
      if (auto unknown = unknown_bus(config.buses, file)) {
        report.mistakes.push_back(std::move(*unknown));
      }
    }
  }
  const auto unknown = unknown_grants(config, policy);
  report.warnings.insert(report.warnings.end(), unknown.begin(), unknown.end());
  return policy;
}

std::vector<std::string> unknown_grants(const Config& config, const mapping::Policy& policy) {
  std::vector<std::string> faults;
  for (const auto& [role, grants] : config.roles) {
    for (const auto& grant : grants) {
      const auto fault = mapping::unknown_grant(policy, grant);
      if (fault) faults.push_back("[role." + role + "]: " + *fault);
    }
  }
  return faults;
}

std::optional<Settings> read_settings(const SettingsSource& source, SettingsReport& report) {
  auto config = read_config(source, report.mistakes);
  if (!config) return std::nullopt;
  Settings settings{std::move(*config), mapping::Policy()};
  if (source.has_bus) settings.policy = read_policies(settings.config, report);
  return settings;
}

std::vector<std::string> paths_of(const SettingsSource& source, const Config& config) {
  std::vector paths{source.config_path.empty() ? default_config_path() : source.config_path};
  if (!source.has_bus) return paths;
  paths.insert(paths.end(), config.policy_folders.begin(), config.policy_folders.end());
  return paths;
}

bool needs_restart(const Config& running, const Config& wanted) {
  return fixed_part(running) != fixed_part(wanted);
}

}  // namespace deskgate::gateway
