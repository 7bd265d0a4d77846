// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The objects that one owner manages, as org.freedesktop.DBus.ObjectManager tells them.
//
// Every object above those that are looked for may be the manager: "/" for BlueZ,
// "/org/freedesktop" for NetworkManager. The match rules stand before the first question is sent,
// and both come from one sender in order: nothing that comes or goes is missed.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "gateway/bus/bus.hpp"
#include "gateway/bus/questions.hpp"

namespace deskgate::gateway::bus {

// The names of an object's interfaces.
using Interfaces = std::set<std::string, std::less<>>;

// Destroyed before its Bus; `questions` outlives it.
class ManagedObjects {
 public:
  // What is beyond these, at any path, is left out, and said so.
  static constexpr std::size_t most_objects = 16384;

  // Hears of every object, at any path. No interfaces: the object has gone.
  using OnChange = std::function<void(const std::string& path, const Interfaces& interfaces)>;

  // Asks those of `managers`, paths, that there are. `on_listed` is called when all have answered;
  // `is_managed`: one of them is an ObjectManager.
  ManagedObjects(Bus& bus, Questions& questions, const std::string& owner,
                 const std::vector<std::string>& managers, OnChange on_change,
                 std::function<void(bool is_managed)> on_listed);

  // Asks them again, unless they are being asked: a service may have been asked too early.
  void ask();

  // Whether one of those that have answered is an ObjectManager.
  bool is_managed() const { return is_managed_; }

  // By path.
  const std::map<std::string, Interfaces>& objects() const { return objects_; }

 private:
  void take_list(sdbus::MethodReply& reply);
  void on_added(sdbus::Message& signal);
  void on_removed(sdbus::Message& signal);
  void add(const std::string& path, const Interfaces& interfaces);
  void remove(const std::string& path, const std::vector<std::string>& interfaces);

  std::string owner_;
  OnChange on_change_;
  std::function<void(bool is_managed)> on_listed_;
  Questions& questions_;
  std::size_t unanswered_ = 0;
  bool is_managed_ = false;
  std::map<std::string, Interfaces> objects_;
  std::vector<Bus::Match> matches_;
  std::vector<std::shared_ptr<RemoteObject>> managers_;
};

}  // namespace deskgate::gateway::bus
