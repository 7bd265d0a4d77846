// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The signals of one owner below one path: one match rule for each kind of signal, however many
// objects emit it.
//
// The bus bounds how many match rules one connection may have, and a service may have hundreds of
// objects.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <tuple>

#include "gateway/bus/bus.hpp"

namespace deskgate::gateway::bus {

// What to listen to. The owner of `Signals` is a unique name: another program cannot forge it.
struct SignalKind {
  std::string interface;
  std::string member;
  std::string argument = {};  // what the first argument must be; "": anything
};

// Destroyed before its Bus, after every Ear.
class Signals {
 public:
  // Hears as long as it lives.
  using Ear = std::shared_ptr<void>;

  // Signals of `owner` from objects at `path` or below.
  Signals(Bus& bus, std::string owner, std::string path);

  // `handler` is called for each signal of this kind from exactly `path`. One ear at a time for the
  // same kind and path.
  Ear listen(const std::string& path, const SignalKind& kind, OnMessage handler);

 private:
  using Key = std::tuple<std::string, std::string, std::string>;
  struct Rule;

  Bus& bus_;
  std::string owner_;
  std::string path_;
  std::map<Key, std::weak_ptr<Rule>> rules_;
};

}  // namespace deskgate::gateway::bus
