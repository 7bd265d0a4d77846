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

// Whether a registration of `pattern` under `match` might be called by a name of ours.
bool may_mean_own(std::string_view pattern, router::Match match);

}  // namespace deskgate::gateway
