// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// One object of ours on one bus: hears every method call to it, answers them, and emits signals.
//
// sdbus-c++ has objects, too, but answers the setting of a property before anybody could be asked
// whether it may be set, and all properties with an error if one has no value yet. So this is
// libsystemd's sd-bus, on the connection that sdbus-c++ has opened.
#pragma once

#include <functional>
#include <string>

#include "gateway/bus/bus.hpp"
#include "gateway/bus/compat.hpp"

namespace deskgate::gateway::bus {

// Appends the arguments.
using WriteBody = std::function<void(sdbus::Message& message)>;

// A method call, answered now or later, once. Copies are the same call; all of them die before
// their Bus.
class IncomingCall {
 public:
  explicit IncomingCall(compat::RawMessage message) : message_(std::move(message)) {}

  std::string interface() const;  // "": the caller does not say which
  std::string member() const;
  std::string signature() const;
  const std::string& sender() const { return sender_; }
  // Its arguments, to be read once.
  sdbus::Message& body() { return message_; }

  // A caller that expects no answer gets none. What `write` throws becomes the answer.
  void reply(const WriteBody& write) const;
  void fail(const std::string& name, const std::string& text) const;

 private:
  compat::RawMessage message_;
  std::string sender_ = message_.getSender();
};

class LocalObject {
 public:
  using OnCall = std::function<void(IncomingCall call)>;

  // Hears calls to exactly `path` as long as it lives, which is shorter than `bus` does. The calls
  // of org.freedesktop.DBus.Peer are answered already.
  LocalObject(Bus& bus, const std::string& path, OnCall on_call);
  ~LocalObject();
  LocalObject(const LocalObject&) = delete;
  LocalObject& operator=(const LocalObject&) = delete;

  void emit(const std::string& interface, const std::string& signal, const WriteBody& write);

  // To be called after an answer that was not given while the call was heard.
  void flush() { bus_.schedule_drain(); }

 private:
  static int hear(sd_bus_message* message, void* self, sd_bus_error* error) noexcept;

  Bus& bus_;
  std::string path_;
  OnCall on_call_;
  compat::RawMessage any_message_;
  sd_bus_slot* slot_ = nullptr;
};

}  // namespace deskgate::gateway::bus
