// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/local_object.hpp"

#include <stdexcept>

#include "gateway/log.hpp"

namespace deskgate::gateway::bus {
namespace {

constexpr auto failed = "org.freedesktop.DBus.Error.Failed";

std::string text_or_nothing(const char* text) {
  return text ? text : "";
}

}  // namespace

std::string IncomingCall::interface() const {
  return text_or_nothing(sd_bus_message_get_interface(message_.get()));
}

std::string IncomingCall::member() const {
  return text_or_nothing(sd_bus_message_get_member(message_.get()));
}

std::string IncomingCall::signature() const {
  return text_or_nothing(sd_bus_message_get_signature(message_.get(), 1));
}

void IncomingCall::reply(const WriteBody& write) const {
  if (sd_bus_message_get_expect_reply(message_.get()) <= 0) return;
  sd_bus_message* answer = nullptr;
  if (sd_bus_message_new_method_return(message_.get(), &answer) < 0) return;
  compat::RawMessage message(answer, message_);
  try {
    write(message);
  } catch (const std::exception& exception) {
    return fail(failed, exception.what());
  }
  sd_bus_send(nullptr, message.get(), nullptr);
}

void IncomingCall::fail(const std::string& name, const std::string& text) const {
  sd_bus_error error = SD_BUS_ERROR_NULL;
  sd_bus_error_set(&error, name.c_str(), text.c_str());
  sd_bus_reply_method_error(message_.get(), &error);
  sd_bus_error_free(&error);
}

LocalObject::LocalObject(Bus& bus, const std::string& path, OnCall on_call)
    : bus_(bus), path_(path), on_call_(std::move(on_call)), any_message_(bus.any_message()) {
  const auto added =
      sd_bus_add_object(any_message_.connection(), &slot_, path.c_str(), &LocalObject::hear, this);
  if (added < 0) throw std::runtime_error("the bus takes no object at " + path);
}

LocalObject::~LocalObject() {
  sd_bus_slot_unref(slot_);
}

int LocalObject::hear(sd_bus_message* message, void* self, sd_bus_error* /*error*/) noexcept {
  auto& object = *static_cast<LocalObject*>(self);
  try {
    IncomingCall call(compat::RawMessage(sd_bus_message_ref(message), object.any_message_));
    object.on_call_(std::move(call));
  } catch (const std::exception& exception) {
    log::error("bus_handler", exception.what());
  }
  return 1;
}

void LocalObject::emit(const std::string& interface, const std::string& signal,
                       const WriteBody& write) {
  sd_bus_message* raw = nullptr;
  if (sd_bus_message_new_signal(any_message_.connection(), &raw, path_.c_str(), interface.c_str(),
                                signal.c_str()) < 0) {
    return;
  }
  compat::RawMessage message(raw, any_message_);
  write(message);
  sd_bus_send(nullptr, message.get(), nullptr);
  flush();
}

}  // namespace deskgate::gateway::bus
