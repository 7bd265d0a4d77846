// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/sd_bus.hpp"

#include <cstdlib>

namespace deskgate::gateway::bus {
namespace {

std::string environment(const char* name) {
  const auto* value = std::getenv(name);
  return value ? value : "";
}

}  // namespace

// Descriptors are taken, or a message that holds one would end the connection.
BusPointer start_connection(const std::string& address, bool is_monitor) {
  sd_bus* raw = nullptr;
  check(sd_bus_new(&raw));
  BusPointer bus(raw);
  check(sd_bus_set_address(raw, address.c_str()));
  check(sd_bus_set_bus_client(raw, 1));
  check(sd_bus_negotiate_fds(raw, 1));
  check(sd_bus_set_monitor(raw, is_monitor ? 1 : 0));
  check(sd_bus_start(raw));
  return bus;
}

std::string bus_address(const std::string& which) {
  const bool is_system = which == "system";
  auto address = environment(is_system ? "DBUS_SYSTEM_BUS_ADDRESS" : "DBUS_SESSION_BUS_ADDRESS");
  if (!address.empty()) return address;
  return is_system ? "unix:path=/run/dbus/system_bus_socket"
                   : "unix:path=" + environment("XDG_RUNTIME_DIR") + "/bus";
}

}  // namespace deskgate::gateway::bus
