// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The names that every bus has (D-Bus specification: Message Bus Specification, Standard
// Interfaces).
#pragma once

namespace deskgate::gateway::bus {

// The bus itself, as a peer among its clients.
inline constexpr auto daemon_name = "org.freedesktop.DBus";
inline constexpr auto daemon_path = "/org/freedesktop/DBus";

inline constexpr auto properties_interface = "org.freedesktop.DBus.Properties";
inline constexpr auto limits_exceeded = "org.freedesktop.DBus.Error.LimitsExceeded";

}  // namespace deskgate::gateway::bus
