// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/cli/viewer.hpp"

#include <algorithm>
#include <chrono>
#include <set>
#include <stdexcept>
#include <utility>

#include "gateway/trust/device_file.hpp"
#include "gateway/trust/devices.hpp"
#include "mapping/nearest.hpp"
#include "mapping/text.hpp"

namespace deskgate::gateway::cli {
namespace {

mapping::Grants grants_of(const Config& config, std::string_view role) {
  const auto found = config.roles.find(role);
  return found == config.roles.end() ? mapping::Grants() : found->second;
}

// Those that somebody can have, whether or not the configuration speaks of them.
std::vector<std::string> roles_of(const Config& config) {
  std::set<std::string> roles{std::string(anonymous_role), std::string(owner_role)};
  for (const auto& [name, grants] : config.roles) roles.insert(name);
  return {roles.begin(), roles.end()};
}

Viewer role_viewer(const std::string& role, const Config& config) {
  const auto known = roles_of(config);
  if (std::find(known.begin(), known.end(), role) == known.end()) {
    throw UsageError("there is no role " + mapping::in_quotes(role) +
                     mapping::did_you_mean(role, known));
  }
  Viewer viewer{.name = role, .grants = grants_of(config, role)};
  viewer.who.authrole = role;
  return viewer;
}

Viewer device_viewer(const trust::Device& device, const Config& config) {
  Viewer viewer{.name = device.name, .is_device = true, .grants = grants_of(config, device_role)};
  viewer.grants.insert(device.grants.begin(), device.grants.end());
  viewer.who.authid = device.id;
  viewer.who.authrole = device_role;
  return viewer;
}

Viewer device_viewer(const std::string& name, const Config& config) {
  const trust::Devices devices(trust::device_file_in(config.state_folder));
  if (!devices.fault().empty()) throw std::runtime_error(devices.fault());
  const auto device = devices.find_meant(name);
  if (!device) throw UsageError(device.error().message);
  if (device->has_expired(std::chrono::system_clock::now())) {
    throw UsageError("the time of " + mapping::in_quotes(device->name) + " is up");
  }
  return device_viewer(*device, config);
}

}  // namespace

Viewer viewer_of(const ViewOptions& options, const Config& config) {
  return options.device.empty() ? role_viewer(options.role, config)
                                : device_viewer(options.device, config);
}

std::vector<Viewer> viewers_of(const ViewOptions& options, const Config& config) {
  if (options.names_somebody()) return {viewer_of(options, config)};
  std::vector<Viewer> viewers;
  for (const auto& role : roles_of(config)) viewers.push_back(role_viewer(role, config));
  return viewers;
}

Roles roles_with(const Viewer& viewer, const Config& config) {
  Roles::Table devices;
  if (viewer.is_device) devices.emplace(viewer.who.authid, viewer.grants);
  return Roles(config.roles, config.permissions, std::move(devices));
}

}  // namespace deskgate::gateway::cli
