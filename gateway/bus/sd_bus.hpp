// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// libsystemd's sd-bus, for what sdbus-c++ cannot do: owners of its objects, and its errors as
// exceptions.
#pragma once

#include <systemd/sd-bus.h>

#include <memory>
#include <string>
#include <system_error>

namespace deskgate::gateway::bus {

// Gives the library's own objects back, for the pointers below.
struct Unref {
  void operator()(sd_bus* bus) const { sd_bus_close_unref(bus); }
  void operator()(sd_bus_message* message) const { sd_bus_message_unref(message); }
  void operator()(sd_bus_slot* slot) const { sd_bus_slot_unref(slot); }
};
using BusPointer = std::unique_ptr<sd_bus, Unref>;
using MessagePointer = std::unique_ptr<sd_bus_message, Unref>;
using SlotPointer = std::unique_ptr<sd_bus_slot, Unref>;

// Its functions give -errno when they fail: throws std::system_error then.
inline int check(int result) {
  if (result < 0) throw std::system_error(-result, std::generic_category());
  return result;
}

// A connection that is being set up, for a bus client at `address`: nothing has been waited for.
// Throws std::system_error if there is nobody.
BusPointer start_connection(const std::string& address, bool is_monitor = false);

// The address of "session" or "system" where the environment or the system has it.
std::string bus_address(const std::string& which);

}  // namespace deskgate::gateway::bus
