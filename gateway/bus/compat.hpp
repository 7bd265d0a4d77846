// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The few calls in which the versions of sdbus-c++ differ, under one name each. Written for 1.2
// (Debian 12) and 1.4 (Ubuntu 24.04), whose interfaces are the same here.
#pragma once

#include <sdbus-c++/sdbus-c++.h>

#include <systemd/sd-bus.h>

#include <cstdint>
#include <memory>
#include <string>

namespace sdbus {
// A message of no connection. Exported by the library, in no header of 1.2.
PlainMessage createPlainMessage();  // NOLINT(readability-identifier-naming): the library's name
}  // namespace sdbus

namespace deskgate::gateway::bus::compat {

inline std::unique_ptr<sdbus::IConnection> open_session_bus() {
  return sdbus::createSessionBusConnection();
}

inline std::unique_ptr<sdbus::IConnection> open_system_bus() {
  return sdbus::createSystemBusConnection();
}

inline std::unique_ptr<sdbus::IConnection> open_bus(const std::string& address) {
  return sdbus::createSessionBusConnectionWithAddress(address);
}

// True: something was done, there may be more.
inline bool process(sdbus::IConnection& connection) {
  return connection.processPendingRequest();
}

// `deadline` is absolute, CLOCK_MONOTONIC in µs; UINT64_MAX: none.
struct PollData {
  int descriptor;
  short events;
  std::uint64_t deadline;
};

// A message as both libraries know it. Dies before its connection.
class RawMessage final : public sdbus::Message {
 public:
  explicit RawMessage(const sdbus::Message& message) : Message(message) {}
  // Takes over the caller's reference to `message`; `other` is of the same connection.
  RawMessage(sd_bus_message* message, const RawMessage& other)
      : Message(message, other.sdbus_, sdbus::adopt_message) {}

  sd_bus_message* get() const { return static_cast<sd_bus_message*>(msg_); }
  sd_bus* connection() const { return sd_bus_message_get_bus(get()); }
};

inline PollData poll_data(sdbus::IConnection& connection) {
  const auto data = connection.getEventLoopPollData();
  return {data.fd, data.events, data.timeout_usec};
}

}  // namespace deskgate::gateway::bus::compat
