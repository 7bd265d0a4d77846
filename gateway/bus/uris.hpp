// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The gateway's own URIs: what is mirrored now, and what comes and goes.
#pragma once

#include <string_view>

namespace deskgate::gateway::bus::uris {

inline constexpr std::string_view list = "org.deskgate.bus.list";
inline constexpr std::string_view describe = "org.deskgate.bus.describe";
inline constexpr std::string_view added = "org.deskgate.bus.added";
inline constexpr std::string_view changed = "org.deskgate.bus.changed";
inline constexpr std::string_view removed = "org.deskgate.bus.removed";

constexpr bool is_catalogue(std::string_view uri) {
  return uri == list || uri == describe || uri == added || uri == changed || uri == removed;
}

}  // namespace deskgate::gateway::bus::uris
