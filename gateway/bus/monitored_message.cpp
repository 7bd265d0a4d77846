// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/monitored_message.hpp"

#include <systemd/sd-bus.h>

#include "gateway/bus/compat.hpp"

namespace deskgate::gateway::bus {
namespace {

// A message of libsystemd as sdbus-c++ reads it, which itself has no way to take one in.
class AdoptedMessage final : public sdbus::PlainMessage {
 public:
  explicit AdoptedMessage(sd_bus_message* message)
      : sdbus::PlainMessage(sdbus::createPlainMessage()) {
    sd_bus_message_unref(static_cast<sd_bus_message*>(msg_));
    msg_ = sd_bus_message_ref(message);
  }
};

std::string_view or_empty(const char* text) {
  return text ? text : "";
}

}  // namespace

MonitoredMessage::Type MonitoredMessage::type() const {
  std::uint8_t type = 0;
  sd_bus_message_get_type(message_, &type);
  switch (type) {
    case SD_BUS_MESSAGE_METHOD_CALL:
      return Type::call;
    case SD_BUS_MESSAGE_METHOD_RETURN:
      return Type::reply;
    case SD_BUS_MESSAGE_METHOD_ERROR:
      return Type::error;
    default:
      return Type::signal;
  }
}

std::string_view MonitoredMessage::sender() const {
  return or_empty(sd_bus_message_get_sender(message_));
}

std::string_view MonitoredMessage::destination() const {
  return or_empty(sd_bus_message_get_destination(message_));
}

std::string_view MonitoredMessage::path() const {
  return or_empty(sd_bus_message_get_path(message_));
}

std::string_view MonitoredMessage::interface() const {
  return or_empty(sd_bus_message_get_interface(message_));
}

std::string_view MonitoredMessage::member() const {
  return or_empty(sd_bus_message_get_member(message_));
}

std::uint64_t MonitoredMessage::serial() const {
  std::uint64_t serial = 0;
  sd_bus_message_get_cookie(message_, &serial);
  return serial;
}

std::uint64_t MonitoredMessage::reply_serial() const {
  std::uint64_t serial = 0;
  sd_bus_message_get_reply_cookie(message_, &serial);
  return serial;
}

bool MonitoredMessage::expects_reply() const {
  return sd_bus_message_get_expect_reply(message_) > 0;
}

nlohmann::json MonitoredMessage::error() const {
  const auto* error = sd_bus_message_get_error(message_);
  return {{"name", or_empty(error ? error->name : nullptr)},
          {"message", or_empty(error ? error->message : nullptr)}};
}

mapping::Converted<nlohmann::json> MonitoredMessage::arguments() const {
  sd_bus_message_rewind(message_, 1);
  AdoptedMessage message(message_);
  return mapping::read_body(message);
}

}  // namespace deskgate::gateway::bus
