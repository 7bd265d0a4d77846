// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// One message that other programs sent to each other, as a monitor sees it.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "mapping/value.hpp"

struct sd_bus_message;

namespace deskgate::gateway::bus {

// A view: valid while the message is. What a message does not have is "" or 0. The bus itself says
// who the sender is, so nobody can forge that.
class MonitoredMessage {
 public:
  enum class Type { call, reply, error, signal };

  explicit MonitoredMessage(sd_bus_message* message) : message_(message) {}

  Type type() const;
  std::string_view sender() const;       // unique, or the bus' own name
  std::string_view destination() const;  // unique or well-known
  std::string_view path() const;
  std::string_view interface() const;
  std::string_view member() const;
  std::uint64_t serial() const;
  std::uint64_t reply_serial() const;  // of a reply or an error: the call's
  bool expects_reply() const;          // of a call

  // Of an error: {"name", "message"}.
  nlohmann::json error() const;

  // The body, by the message's own signature.
  mapping::Converted<nlohmann::json> arguments() const;

 private:
  sd_bus_message* message_;
};

}  // namespace deskgate::gateway::bus
