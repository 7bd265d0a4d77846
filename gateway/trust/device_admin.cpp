// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/device_admin.hpp"

#include <algorithm>
#include <utility>

#include "gateway/log.hpp"
#include "mapping/text.hpp"
#include "router/uri.hpp"

namespace deskgate::gateway::trust {
namespace {

using nlohmann::json;

constexpr std::int64_t longest_seconds = 100LL * 366 * 24 * 3600;

bool is_list_of_texts(const json& value) {
  return value.is_array() &&
         std::all_of(value.begin(), value.end(), [](const auto& each) { return each.is_string(); });
}

}  // namespace

json describe(const Device& device) {
  auto description = attributes_of(device);
  description["id"] = device.id();
  return description;
}

std::optional<std::string> fault_of_grant(const mapping::Policy& policy, std::string_view grant) {
  if (grant == "*") return std::nullopt;
  return mapping::unknown_grant(policy, std::string(grant));
}

DeviceAdmin::DeviceAdmin(router::LocalPeer& peer, Devices& devices, const mapping::Policy& policy,
                         audit::Recorder& recorder, std::function<void()> on_changed)
    : devices_(devices), policy_(policy), recorder_(recorder), on_changed_(std::move(on_changed)) {
  peer.provide(std::string(device_uris::list),
               [this](const auto&, const auto& answer) {
                 auto list = json::array();
                 for (const auto& device : devices_.all()) list.push_back(describe(device));
                 answer.yield(router::Payload(json::array({std::move(list)})));
               })
      .value();
  provide(peer, device_uris::grant, &DeviceAdmin::grant);
  provide(peer, device_uris::revoke, &DeviceAdmin::revoke);
  provide(peer, device_uris::rename, &DeviceAdmin::rename);
  provide(peer, device_uris::expire, &DeviceAdmin::expire);
}

void DeviceAdmin::provide(router::LocalPeer& peer, std::string_view uri, Change change) {
  peer.provide(std::string(uri),
               [this, change](const auto& call, const auto& answer) {
                 const auto device = this->answer(call, change);
                 if (!device) return answer.fail(device.error());
                 answer.yield(router::Payload(json::array({describe(*device)})));
               })
      .value();
}

router::Result<Device> DeviceAdmin::answer(const router::LocalCall& call, Change change) {
  const auto values = call.payload.values();
  if (!values) return values.error();
  if (values->args.empty() || !values->args[0].is_string()) {
    return router::invalid_argument(
        "the first argument must be text: the name or the id of a device");
  }
  auto device = devices_.find_meant(values->args[0].get_ref<const std::string&>());
  if (!device) return device.error();
  auto rest = values->args;
  rest.erase(rest.begin());
  auto changed = (this->*change)(*std::move(device), rest);
  if (changed) {
    on_changed_();
    record(call.procedure, *changed);
  }
  return changed;
}

void DeviceAdmin::record(const std::string& what, const Device& device) {
  std::string grants;
  for (const auto& grant : device.grants) grants += (grants.empty() ? "" : ", ") + grant;
  recorder_.record({.event = "device",
                    .verdict = "allowed",
                    .who = device.id(),
                    .name = device.name,
                    .uri = what,
                    .note = "it holds " + (grants.empty() ? "nothing" : grants)});
}

router::Result<Device> DeviceAdmin::keep(const Device& device) {
  const auto kept = devices_.replace(device);
  if (!kept) return kept.error();
  return devices_.find_meant(device.id());
}

router::Result<Device> DeviceAdmin::grant(Device device, const Arguments& rest) {
  if (rest.size() != 2 || !is_list_of_texts(rest[0]) || !is_list_of_texts(rest[1])) {
    return router::invalid_argument(
        "after the device must come two lists: grants to add, and to take away");
  }
  for (const auto& grant : rest[1]) {
    if (device.grants.erase(grant.get<std::string>()) == 0) {
      return router::invalid_argument(device.name + " does not hold " +
                                      mapping::in_quotes(grant.get<std::string>()));
    }
  }
  for (const auto& grant : rest[0]) {
    if (auto fault = fault_of_grant(policy_, grant.get<std::string>()))
      return router::invalid_argument(*fault);
    device.grants.insert(grant.get<std::string>());
  }
  return keep(device);
}

router::Result<Device> DeviceAdmin::revoke(Device device, const Arguments& rest) {
  if (!rest.empty()) return router::invalid_argument("nothing may come after the device");
  const auto removed = devices_.remove(device.key);
  if (!removed) return removed.error();
  log::info("revoke", device.name + " (" + device.id().substr(0, shown_id_size) + ")");
  return device;
}

router::Result<Device> DeviceAdmin::rename(Device device, const Arguments& rest) {
  if (rest.size() != 1 || !rest[0].is_string())
    return router::invalid_argument("after the device must come a name");
  auto name = rest[0].get<std::string>();
  if (name.empty() || clean_name(name) != name) {
    return router::invalid_argument("a name has 1 to 40 characters that can all be seen");
  }
  const auto other = devices_.find_meant(name);
  if (other && other->key != device.key && other->name == name) {
    return router::invalid_argument("another device is called " + mapping::in_quotes(name));
  }
  device.name = std::move(name);
  return keep(device);
}

router::Result<Device> DeviceAdmin::expire(Device device, const Arguments& rest) {
  constexpr auto wanted =
      "after the device must come seconds from now, a time such as \"2026-12-31T00:00:00Z\", or "
      "null";
  if (rest.size() != 1) return router::invalid_argument(wanted);
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  if (rest[0].is_null()) {
    device.expires = std::nullopt;
  } else if (rest[0].is_number_integer()) {
    const auto seconds = rest[0].get<std::int64_t>();
    if (seconds < 0 || seconds > longest_seconds) return router::invalid_argument(wanted);
    device.expires = now + std::chrono::seconds(seconds);
  } else {
    device.expires = rest[0].is_string() ? time_from(rest[0].get<std::string>()) : std::nullopt;
    if (!device.expires) return router::invalid_argument(wanted);
  }
  return keep(device);
}

}  // namespace deskgate::gateway::trust
