// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/device_admin.hpp"

#include <algorithm>
#include <utility>

#include "gateway/audit/unrecorded.hpp"
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

std::string holdings_of(const Device& device) {
  std::string grants;
  for (const auto& grant : device.grants) grants += (grants.empty() ? "" : ", ") + grant;
  return "it holds " + (grants.empty() ? "nothing" : grants);
}

}  // namespace

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
  const auto by = [this](Change change) {
    return [this, change](const auto& call) { return apply(change, call); };
  };
  provide(peer, device_uris::grant, by(&DeviceAdmin::grant));
  provide(peer, device_uris::rename, by(&DeviceAdmin::rename));
  provide(peer, device_uris::expire, by(&DeviceAdmin::expire));
  provide(peer, device_uris::revoke, [this](const auto& call) { return revoke(call); });
}

void DeviceAdmin::provide(router::LocalPeer& peer, std::string_view uri, Act act) {
  peer.provide(std::string(uri),
               [act = std::move(act)](const auto& call, const auto& answer) {
                 const auto device = act(call);
                 if (!device) return answer.fail(device.error());
                 answer.yield(router::Payload(json::array({describe(*device)})));
               })
      .value();
}

router::Result<DeviceAdmin::Wish> DeviceAdmin::read(const router::LocalCall& call) const {
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
  return Wish{*std::move(device), std::move(rest)};
}

router::Result<Device> DeviceAdmin::apply(Change change, const router::LocalCall& call) {
  const auto wish = read(call);
  if (!wish) return wish.error();
  const auto wanted = (this->*change)(wish->device, wish->rest);
  if (!wanted) return wanted.error();
  if (!record("allowed", call.procedure, *wanted, holdings_of(*wanted))) return audit::unrecorded();
  const auto kept = settle(call, *wanted, devices_.replace(*wanted));
  if (!kept) return kept.error();
  return devices_.find_meant(wanted->id);
}

router::Result<Device> DeviceAdmin::revoke(const router::LocalCall& call) {
  const auto wish = read(call);
  if (!wish) return wish.error();
  if (!wish->rest.empty()) return router::invalid_argument("nothing may come after the device");
  const auto& device = wish->device;
  record("allowed", call.procedure, device, holdings_of(device));
  const auto removed = settle(call, device, devices_.remove(device.key));
  if (!removed) return removed.error();
  log::info("revoke", device.name + " (" + device.id.substr(0, shown_id_size) + ")");
  return device;
}

// What the log says is done has been done, or the log says that it has not.
router::Result<void> DeviceAdmin::settle(const router::LocalCall& call, const Device& device,
                                         router::Result<void> done) {
  on_changed_();  // what has failed may hold all the same, until a power cut
  if (!done) record("refused", call.procedure, device, done.error().message);
  return done;
}

bool DeviceAdmin::record(std::string_view verdict, const std::string& procedure,
                         const Device& device, std::string note) {
  return recorder_.record({.event = "device",
                           .verdict = verdict,
                           .who = device.id,
                           .name = device.name,
                           .uri = procedure,
                           .note = std::move(note)});
}

router::Result<Device> DeviceAdmin::grant(Device device, const Arguments& rest) const {
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
  return device;
}

router::Result<Device> DeviceAdmin::rename(Device device, const Arguments& rest) const {
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
  return device;
}

router::Result<Device> DeviceAdmin::expire(Device device, const Arguments& rest) const {
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
  return device;
}

}  // namespace deskgate::gateway::trust
