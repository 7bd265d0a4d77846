// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Who owns which name: watched by signals, never polled.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gateway/bus/bus.hpp"

namespace deskgate::gateway::bus {

// Names that begin with `name` (up to a dot or the end), or `name` alone.
struct NamePattern {
  std::string name;
  bool is_namespace;
};

// Tells of every matching well-known name that has an owner, now or later. Destroyed before its
// Bus.
class NameWatch {
 public:
  // `owner` is a unique name; "" when the name has lost its owner. A change of owner is told as
  // loss, then gain.
  using OnOwner = std::function<void(const std::string& name, const std::string& owner)>;

  // `on_listed` is called once, when every name that had an owner at the start has been told.
  NameWatch(Bus& bus, const std::vector<NamePattern>& patterns, OnOwner on_owner,
            std::function<void()> on_listed);

 private:
  void list_names();
  void ask_owner(const std::string& name);
  void set_owner(const std::string& name, const std::string& owner);
  void finish_one();
  bool is_wanted(const std::string& name) const;

  std::vector<NamePattern> patterns_;
  OnOwner on_owner_;
  std::function<void()> on_listed_;
  int unanswered_ = 0;
  std::map<std::string, std::string> owners_;
  std::vector<Bus::Match> matches_;
  RemoteObject daemon_;
};

}  // namespace deskgate::gateway::bus
