// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What the daemon is started with, and reads again while it runs: the configuration and the policy
// files that it names.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/config.hpp"
#include "mapping/diagnostic.hpp"
#include "mapping/policy.hpp"

namespace deskgate::gateway {

// Where settings come from.
struct SettingsSource {
  std::string config_path;  // "": the default file, if there is one
  bool has_bus = true;      // false: no policy file is read
};

struct Settings {
  Config config;
  mapping::Policy policy;
};

// What is to be said of them. A policy file with a mistake is not part of the settings; a warning
// takes nothing away.
struct SettingsReport {
  mapping::Diagnostics mistakes;
  std::vector<std::string> warnings;
};

// The configuration alone. nullopt: it is wrong, as `mistakes` says.
std::optional<Config> read_config(const SettingsSource& source, mapping::Diagnostics& mistakes);

// The policy files of the configured folders.
mapping::Policy read_policies(const Config& config, SettingsReport& report);

// What is wrong with the grants that roles hold, a sentence each.
std::vector<std::string> unknown_grants(const Config& config, const mapping::Policy& policy);

// nullopt: the configuration is wrong, as `report.mistakes` says.
std::optional<Settings> read_settings(const SettingsSource& source, SettingsReport& report);

// The files and folders that the settings depend on, be they there or not.
std::vector<std::string> paths_of(const SettingsSource& source, const Config& config);

// Whether something differs that takes effect only at the next start: anything but roles,
// permissions and policy folders.
bool needs_restart(const Config& running, const Config& wanted);

}  // namespace deskgate::gateway
