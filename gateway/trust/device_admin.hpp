// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The procedures by which this user's own programs look after the devices.
//
// All of them but `list` take a device first: its name or id, or the beginning of either, and
// answer with the device as it is then. What they answer has been recorded and kept, and holds:
// sessions that may not go on have ended. What cannot be recorded is not done, but for `revoke`:
// taking everything away works whether it can be recorded or not.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string_view>

#include "gateway/audit/entry.hpp"
#include "gateway/trust/devices.hpp"
#include "mapping/policy.hpp"
#include "router/local_peer.hpp"

namespace deskgate::gateway::trust {

namespace device_uris {
// One list, of a dictionary for each device: "id", "name", "grants", "paired", "expires",
// "last_seen", the last two of which may be null.
inline constexpr std::string_view list = "org.deskgate.admin.devices.list";
// (device, grants to add, grants to take away)
inline constexpr std::string_view grant = "org.deskgate.admin.devices.grant";
inline constexpr std::string_view revoke = "org.deskgate.admin.devices.revoke";  // (device)
inline constexpr std::string_view rename = "org.deskgate.admin.devices.rename";  // (device, name)
// (device, when): seconds from now, a time such as "2026-12-31T00:00:00Z", or null: never
inline constexpr std::string_view expire = "org.deskgate.admin.devices.expire";
}  // namespace device_uris

// Why a grant cannot be held: the policy has none of its name; nullopt: it can. "*" is all.
std::optional<std::string> fault_of_grant(const mapping::Policy& policy, std::string_view grant);

// Provides them as long as it lives. `devices`, `policy` and `recorder` outlive it. `on_changed` is
// called when the devices have changed, before that is answered.
class DeviceAdmin {
 public:
  DeviceAdmin(router::LocalPeer& peer, Devices& devices, const mapping::Policy& policy,
              audit::Recorder& recorder, std::function<void()> on_changed);

 private:
  using Arguments = nlohmann::json;
  // What is wished of a device.
  struct Wish {
    Device device;  // as it is
    Arguments rest;
  };
  // The device as it shall be.
  using Change = router::Result<Device> (DeviceAdmin::*)(Device device,
                                                         const Arguments& rest) const;
  using Act = std::function<router::Result<Device>(const router::LocalCall& call)>;

  void provide(router::LocalPeer& peer, std::string_view uri, Act act);
  router::Result<Wish> read(const router::LocalCall& call) const;
  router::Result<Device> apply(Change change, const router::LocalCall& call);
  router::Result<Device> revoke(const router::LocalCall& call);
  router::Result<void> settle(const router::LocalCall& call, const Device& device,
                              router::Result<void> done);
  bool record(std::string_view verdict, const std::string& procedure, const Device& device,
              std::string note);

  router::Result<Device> grant(Device device, const Arguments& rest) const;
  router::Result<Device> rename(Device device, const Arguments& rest) const;
  router::Result<Device> expire(Device device, const Arguments& rest) const;

  Devices& devices_;
  const mapping::Policy& policy_;
  audit::Recorder& recorder_;
  std::function<void()> on_changed_;
};

}  // namespace deskgate::gateway::trust
