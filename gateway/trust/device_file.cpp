// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/device_file.hpp"

#include <initializer_list>
#include <nlohmann/json.hpp>
#include <set>

#include "gateway/failure.hpp"
#include "mapping/text.hpp"

namespace deskgate::gateway::trust {
namespace {

using nlohmann::json;

constexpr int version = 1;
constexpr std::size_t id_size = 52;
constexpr auto base32_digits = "abcdefghijklmnopqrstuvwxyz234567";

void check_keys(const json& table, const std::string& place,
                std::initializer_list<const char*> keys) {
  if (!table.is_object()) fail(place, "must be an object");
  const std::set<std::string> wanted(keys.begin(), keys.end());
  for (const auto& [key, value] : table.items()) {
    if (!wanted.contains(key)) fail(place, "has the unknown key " + mapping::in_quotes(key));
  }
  for (const auto& key : wanted) {
    if (!table.contains(key)) fail(place, "has no " + mapping::in_quotes(key));
  }
}

std::string read_text(const json& table, const char* key, const std::string& place) {
  const auto& value = table.at(key);
  if (!value.is_string()) fail(place + "." + key, "must be text");
  return value.get<std::string>();
}

std::chrono::sys_seconds read_time(const json& table, const char* key, const std::string& place) {
  const auto time = time_from(read_text(table, key, place));
  if (!time) fail(place + "." + key, "must be a time such as \"2026-11-23T10:00:00Z\"");
  return *time;
}

std::optional<std::chrono::sys_seconds> read_time_if_any(const json& table, const char* key,
                                                         const std::string& place) {
  if (table.at(key).is_null()) return std::nullopt;
  return read_time(table, key, place);
}

mapping::Grants read_grants(const json& table, const std::string& place) {
  mapping::Grants grants;
  const auto& list = table.at("grants");
  if (!list.is_array()) fail(place + ".grants", "must be a list");
  for (const auto& grant : list) {
    if (!grant.is_string()) fail(place + ".grants", "must be a list of text");
    grants.insert(grant.get<std::string>());
  }
  return grants;
}

std::string read_id(const json& table, const std::string& place) {
  auto id = read_text(table, "id", place);
  const bool is_id = id.size() == id_size && id.find_first_not_of(base32_digits) == id.npos;
  if (!is_id) fail(place + ".id", "must be text of 52 characters from a to z and 2 to 7");
  return id;
}

Device read_device(const json& table, const std::string& place) {
  check_keys(table, place, {"key", "id", "name", "grants", "paired", "expires", "last_seen"});
  const auto key = router::authentication::PublicKey::from_hex(read_text(table, "key", place));
  if (!key) fail(place + ".key", "must be an Ed25519 public key of 64 hexadecimal digits");
  auto name = read_text(table, "name", place);
  if (name.empty() || name != clean_name(name)) {
    fail(place + ".name", "must be text of 1 to 40 characters that can all be seen");
  }
  return {.key = *key,
          .name = std::move(name),
          .id = read_id(table, place),
          .grants = read_grants(table, place),
          .paired = read_time(table, "paired", place),
          .expires = read_time_if_any(table, "expires", place),
          .last_seen = read_time_if_any(table, "last_seen", place)};
}

void check_unique(const std::vector<Device>& devices) {
  std::set<std::string> seen;
  for (const auto& device : devices) {
    if (!seen.insert(device.name).second) fail("devices", "two have the name " + device.name);
    if (!seen.insert(device.key.to_hex()).second) fail("devices", "two have one key");
    if (!seen.insert("id " + device.id).second) fail("devices", "two have one id");
  }
}

}  // namespace

std::string device_file_in(const std::string& state_folder) {
  return state_folder.empty() ? "" : state_folder + "/devices.json";
}

std::string write_devices(const std::vector<Device>& devices) {
  auto list = json::array();
  for (const auto& device : devices) {
    list.push_back(describe(device));
    list.back()["key"] = device.key.to_hex();
  }
  return json{{"version", version}, {"devices", list}}.dump(2) + "\n";
}

std::vector<Device> read_devices(std::string_view text) {
  const auto root = json::parse(text, nullptr, false);
  if (root.is_discarded()) fail("the file", "is not JSON");
  if (root.is_object() && root.contains("version") && root["version"] != version) {
    fail("version", "is " + root["version"].dump() + ", and this Deskgate knows version 1");
  }
  check_keys(root, "the file", {"version", "devices"});
  if (!root["devices"].is_array()) fail("devices", "must be a list");
  std::vector<Device> devices;
  for (std::size_t i = 0; i < root["devices"].size(); ++i) {
    devices.push_back(read_device(root["devices"][i], "devices[" + std::to_string(i) + "]"));
  }
  check_unique(devices);
  return devices;
}

}  // namespace deskgate::gateway::trust
