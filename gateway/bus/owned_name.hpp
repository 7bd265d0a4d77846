// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The well-known names that a connection takes.
//
// A name is taken without waiting in its queue and without displacing anybody. Where another
// program has it, that is said once, and it is taken when it becomes free.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "gateway/bus/bus.hpp"

namespace deskgate::gateway::bus {

// One name, given back when this is destroyed, which is before its Bus is.
class OwnedName {
 public:
  OwnedName(Bus& bus, std::string name);
  ~OwnedName();
  OwnedName(const OwnedName&) = delete;
  OwnedName& operator=(const OwnedName&) = delete;

 private:
  void request();
  void on_answer(std::uint32_t answer);
  void warn(const std::string& why);

  std::string name_;
  bool was_warned_ = false;
  RemoteObject daemon_;
  std::optional<Bus::Match> changes_;
};

// The names of one connection: several objects may share one.
class OwnedNames {
 public:
  // Held as long as anybody has it.
  std::shared_ptr<OwnedName> take(Bus& bus, const std::string& name);

 private:
  std::map<std::string, std::weak_ptr<OwnedName>> names_;
};

}  // namespace deskgate::gateway::bus
