// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Roles: under which name a session acts, and which grants and permissions go with the name.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "gateway/permissions.hpp"
#include "mapping/policy.hpp"

namespace deskgate::gateway {

// Who connects over loopback without proving who they are.
inline constexpr std::string_view anonymous_role = "anonymous";
// This user's own programs, over the Unix socket.
inline constexpr std::string_view owner_role = "owner";
// The bridge itself; no connection ever gets it.
inline constexpr std::string_view bridge_role = "deskgate";

// Immutable. A role that is not listed holds nothing.
class Roles {
 public:
  using Table = std::map<std::string, mapping::Grants, std::less<>>;

  using PermissionTable = std::map<std::string, Permissions, std::less<>>;

  explicit Roles(Table table, PermissionTable permissions = {})
      : table_(std::move(table)), permissions_(std::move(permissions)) {}

  const mapping::Grants& grants_of(std::string_view role) const {
    static const mapping::Grants none;
    const auto found = table_.find(role);
    return found == table_.end() ? none : found->second;
  }

  const Permissions& permissions_of(std::string_view role) const {
    static const Permissions none;
    const auto found = permissions_.find(role);
    return found == permissions_.end() ? none : found->second;
  }

  const Table& table() const { return table_; }

 private:
  Table table_;
  PermissionTable permissions_;
};

}  // namespace deskgate::gateway
