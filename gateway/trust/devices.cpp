// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/devices.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "gateway/durable_file.hpp"
#include "gateway/log.hpp"
#include "gateway/trust/device_file.hpp"
#include "mapping/text.hpp"
#include "router/uri.hpp"

namespace deskgate::gateway::trust {
namespace {

using router::authentication::PublicKey;

constexpr std::chrono::hours seen_again{1};

router::Error not_saved(const std::string& why) {
  return {std::string(error_not_saved), "nothing has been changed: " + why};
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string folded(std::string_view text) {
  std::string folded(text);
  std::transform(folded.begin(), folded.end(), folded.begin(), lower);
  return folded;
}

auto with_key(std::vector<Device>& devices, const PublicKey& key) {
  return std::find_if(devices.begin(), devices.end(),
                      [&](const auto& device) { return device.key == key; });
}

// "Pixel 8", "Pixel 8 (2)", …
std::string free_name(const std::string& wanted, const std::vector<Device>& devices) {
  auto name = wanted;
  const auto is_taken = [&](const Device& device) { return folded(device.name) == folded(name); };
  for (int i = 2; std::any_of(devices.begin(), devices.end(), is_taken); ++i) {
    name = clean_name(wanted, 30) + " (" + std::to_string(i) + ")";
  }
  return name;
}

std::string names_of(const std::vector<Device>& devices) {
  std::vector<std::string> names;
  for (const auto& device : devices) names.push_back(mapping::in_quotes(device.name));
  return names.empty() ? "no device is paired" : "there are " + mapping::joined(names);
}

}  // namespace

Devices::Devices(std::string path) : path_(std::move(path)) {
  if (path_.empty()) {
    fault_ = "there is no folder to keep devices in: set HOME or XDG_STATE_HOME";
    return;
  }
  try {
    if (const auto text = read_private_file(path_)) devices_ = read_devices(*text);
  } catch (const std::runtime_error& error) {
    const std::string what = error.what();
    fault_ = what.starts_with(path_) ? what : path_ + ": " + what;
    log::error("devices", fault_ + "; no device can log in or be paired until that is mended");
  }
}

const Device* Devices::find(const PublicKey& key, Time now) const {
  const auto found = std::find_if(devices_.begin(), devices_.end(),
                                  [&](const auto& device) { return device.key == key; });
  return found == devices_.end() || found->has_expired(now) ? nullptr : &*found;
}

router::Result<Device> Devices::find_meant(std::string_view text) const {
  const auto meant = folded(text);
  std::vector<Device> close;
  for (const auto& device : devices_) {
    const auto name = folded(device.name);
    const auto id = device.id();
    if (name == meant || id == meant) return device;
    if (name.starts_with(meant) || id.starts_with(meant)) close.push_back(device);
  }
  if (close.size() == 1 && !meant.empty()) return close.front();
  const auto& named = close.empty() ? devices_ : close;
  return router::Error{std::string(router::error::invalid_argument),
                       mapping::in_quotes(text) +
                           (close.empty() ? " is no device: " : " may be any of several: ") +
                           names_of(named)};
}

router::Result<Device> Devices::add(Device device) {
  auto devices = devices_;
  std::erase_if(devices, [&](const auto& each) { return each.key == device.key; });
  device.name = free_name(device.name, devices);
  devices.push_back(device);
  const auto saved = save(std::move(devices));
  if (!saved) return saved.error();
  return device;
}

router::Result<void> Devices::remove(const PublicKey& key) {
  auto devices = devices_;
  std::erase_if(devices, [&](const auto& device) { return device.key == key; });
  return save(std::move(devices));
}

router::Result<void> Devices::replace(const Device& device) {
  auto devices = devices_;
  const auto found = with_key(devices, device.key);
  if (found == devices.end()) return not_saved("there is no such device any more");
  const auto now = *found;
  devices.erase(found);
  auto replaced = device;
  replaced.name = free_name(device.name, devices);
  replaced.last_seen = now.last_seen;
  devices.push_back(std::move(replaced));
  return save(std::move(devices));
}

router::Result<Device> Devices::rotate(const PublicKey& from, const PublicKey& to) {
  auto devices = devices_;
  if (with_key(devices, to) != devices.end()) {
    return router::invalid_argument("this key is a device's already");
  }
  const auto found = with_key(devices, from);
  if (found == devices.end()) return not_saved("there is no such device any more");
  found->key = to;
  const auto rotated = *found;
  const auto saved = save(std::move(devices));
  if (!saved) return saved.error();
  return rotated;
}

void Devices::note_seen(const PublicKey& key, Time now) {
  const auto found = with_key(devices_, key);
  if (found == devices_.end()) return;
  const auto before =
      std::exchange(found->last_seen, std::chrono::floor<std::chrono::seconds>(now));
  is_unsaved_ = true;
  if (!before || now - *before > seen_again || now < *before) flush();
}

void Devices::flush() {
  if (!is_unsaved_) return;
  const auto saved = save(devices_);
  if (!saved) log::warning("devices", saved.error().message);
}

router::Result<void> Devices::save(std::vector<Device> devices) {
  if (!fault_.empty()) return not_saved(fault_);
  try {
    write_private_file(path_, write_devices(devices));
  } catch (const std::runtime_error& error) {
    return not_saved(error.what());
  }
  devices_ = std::move(devices);
  is_unsaved_ = false;
  return {};
}

}  // namespace deskgate::gateway::trust
