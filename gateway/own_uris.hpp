// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <string_view>

#include "router/uri.hpp"

namespace deskgate::gateway {

// Where the gateway speaks. Nobody else registers or publishes here, and only grants let anybody
// call or subscribe.
inline constexpr std::string_view own_namespace = "org.deskgate.";

inline bool is_own(std::string_view uri) {
  return uri.starts_with(own_namespace);
}

// What only this user's own programs may use.
inline constexpr std::string_view admin_namespace = "org.deskgate.admin.";

inline bool is_admin(std::string_view uri) {
  return uri.starts_with(admin_namespace);
}

// Procedure: how the gateway is, as one dictionary with "version", "process", "realm", "addresses",
// and the numbers of "sessions", "objects" (mirrored), "exports" and "policies". "audit": why
// decisions cannot be recorded, or null. "sandbox": a dictionary of
// "files" and "system_calls", each true or why not, and "landlock_abi"; null: it is off.
// "held_up": what
// keeps changes of the files from taking effect, or null.
inline constexpr std::string_view status_uri = "org.deskgate.admin.status";

// Whether a registration of `pattern` under `match` might be called by a name of ours.
bool may_mean_own(std::string_view pattern, router::Match match);

}  // namespace deskgate::gateway
