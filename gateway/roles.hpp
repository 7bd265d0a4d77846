// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Roles: under which name a session acts, and which grants and permissions go with the name. A
// device holds grants of its own beside those of its role.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "gateway/permissions.hpp"
#include "mapping/policy.hpp"
#include "router/authorizer.hpp"

namespace deskgate::gateway {

// Who connects over loopback without proving who they are.
inline constexpr std::string_view anonymous_role = "anonymous";
// This user's own programs, over the Unix socket.
inline constexpr std::string_view owner_role = "owner";
// What this user has paired: each holds what it was given.
inline constexpr std::string_view device_role = "device";
// Somebody who asks to be paired, and can do nothing else.
inline constexpr std::string_view pairing_role = "pairing";
// The bridge itself; no connection ever gets it.
inline constexpr std::string_view bridge_role = "deskgate";

// Immutable. A role that is not listed holds nothing.
class Roles {
 public:
  using Table = std::map<std::string, mapping::Grants, std::less<>>;

  using PermissionTable = std::map<std::string, Permissions, std::less<>>;

  // `devices`: what each device holds, those of its role among them, by the name it joins under.
  explicit Roles(Table table, PermissionTable permissions = {}, Table devices = {})
      : table_(std::move(table)),
        permissions_(std::move(permissions)),
        devices_(std::move(devices)) {}

  const mapping::Grants& grants_of(const router::Principal& who) const {
    return who.authrole == device_role ? find(devices_, who.authid) : grants_of(who.authrole);
  }

  const mapping::Grants& grants_of(std::string_view role) const { return find(table_, role); }

  const Permissions& permissions_of(std::string_view role) const {
    static const Permissions none;
    const auto found = permissions_.find(role);
    return found == permissions_.end() ? none : found->second;
  }

  const Table& table() const { return table_; }
  const Table& devices() const { return devices_; }

 private:
  static const mapping::Grants& find(const Table& table, std::string_view name) {
    static const mapping::Grants none;
    const auto found = table.find(name);
    return found == table.end() ? none : found->second;
  }

  Table table_;
  PermissionTable permissions_;
  Table devices_;
};

}  // namespace deskgate::gateway
