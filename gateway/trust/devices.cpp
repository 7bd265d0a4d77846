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

router::Error not_certain(const std::string& why) {
  return {std::string(error_not_saved), "it has been done, but a power cut may undo it: " + why};
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

auto with_id(std::vector<Device>& devices, const std::string& id) {
  return std::find_if(devices.begin(), devices.end(),
                      [&](const auto& device) { return device.id == id; });
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

// As read_devices() takes it. A last_seen of a year that it refuses, as of a clock that was set
// wrong, is left out; whatever else would be refused throws here.
std::string readable_text(std::vector<Device> devices) {
  for (auto& device : devices) {
    if (device.last_seen && !time_from(to_text(*device.last_seen))) device.last_seen.reset();
  }
  auto text = write_devices(devices);
  read_devices(text);
  return text;
}

// Whether these are what the file holds again; only a power cut may bring back the others then.
bool is_put_back(const std::string& path, const std::vector<Device>& devices) {
  try {
    write_private_file(path, readable_text(devices));
  } catch (const NotOnDisk&) {
    return true;
  } catch (const std::runtime_error&) {
    return false;
  }
  return true;
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

// The name of one may be what people are shown of the id of another.
router::Result<Device> Devices::find_meant(std::string_view text) const {
  const auto meant = folded(text);
  std::vector<Device> exact;
  std::vector<Device> close;
  for (const auto& device : devices_) {
    const auto name = folded(device.name);
    const bool begins_id = device.id.starts_with(meant);
    const bool is_exact = name == meant || (begins_id && meant.size() >= shown_id_size);
    if (is_exact) exact.push_back(device);
    if (name.starts_with(meant) || begins_id) close.push_back(device);
  }
  if (exact.size() == 1) return exact.front();
  if (close.size() == 1 && !meant.empty()) return close.front();
  const auto& named = close.empty() ? devices_ : close;
  return router::Error{std::string(router::error::invalid_argument),
                       mapping::in_quotes(text) +
                           (close.empty() ? " is no device: " : " may be any of several: ") +
                           names_of(named)};
}

router::Result<Device> Devices::add(Device device) {
  auto devices = devices_;
  if (const auto same = with_key(devices, device.key); same != devices.end()) {
    device.id = same->id;
    devices.erase(same);
  }
  if (with_id(devices, device.id) != devices.end()) {
    return router::invalid_argument("this key has been replaced by the device that had it");
  }
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

bool Devices::has_had(const PublicKey& key) const {
  return std::any_of(devices_.begin(), devices_.end(), [&, id = id_of(key)](const auto& device) {
    return device.key == key || device.id == id;
  });
}

router::Result<Device> Devices::rotate(const PublicKey& from, const PublicKey& to) {
  if (has_had(to)) return router::invalid_argument("a device has this key, or was paired with it");
  auto devices = devices_;
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
  if (is_unsaved_) static_cast<void>(save(devices_));  // which logs what is in the way
}

// What the file holds is what is told from now on, whatever has failed.
router::Result<void> Devices::save(std::vector<Device> devices) {
  if (!fault_.empty()) return not_saved(fault_);
  try {
    write_private_file(path_, readable_text(devices));
    is_unsaved_ = false;
  } catch (const NotOnDisk& error) {
    log::error("devices", error.what());
    if (is_put_back(path_, devices_)) return not_saved(error.what());
    devices_ = std::move(devices);
    is_unsaved_ = true;
    return not_certain(error.what());
  } catch (const std::runtime_error& error) {
    log::error("devices", error.what());
    return not_saved(error.what());
  }
  devices_ = std::move(devices);
  return {};
}

}  // namespace deskgate::gateway::trust
