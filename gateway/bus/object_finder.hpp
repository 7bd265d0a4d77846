// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Finds the objects of one owner under a path template, and hears of those that come and go.
//
// Where the owner has an ObjectManager, that one tells. Otherwise the finder walks, and walks again
// when a signal of the owner speaks of a path under the template (as UPower's DeviceAdded does), or
// when somebody found an object missing. A service takes its name before it exports its objects:
// who has none, or cannot tell, is looked at again for a while.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "gateway/bus/bus.hpp"
#include "gateway/bus/managed_objects.hpp"
#include "gateway/bus/path_walk.hpp"
#include "gateway/bus/questions.hpp"
#include "mapping/policy_file.hpp"

namespace deskgate::gateway::bus {

// Hears what an ObjectFinder finds.
class ObjectFinderObserver {
 public:
  virtual ~ObjectFinderObserver() = default;
  // An object is there, has other interfaces than before, or may be another one; nullptr: nobody
  // tells which it has.
  virtual void on_found(const std::string& path, const Interfaces* interfaces) = 0;
  virtual void on_gone(const std::string& path) = 0;
  // Once: every object that there was at the start has been told, as far as the service has
  // answered within Questions::patience.
  virtual void on_listed() = 0;
};

// Destroyed before its Bus; everything else that is given to it outlives it.
class ObjectFinder {
 public:
  ObjectFinder(Bus& bus, Questions& questions, const std::string& owner,
               const mapping::Service& service, ObjectFinderObserver& observer);

  // Somebody found an object missing. Where the objects are managed, the manager's word counts.
  void look_again();

 private:
  void on_managed(const std::string& path, const Interfaces& interfaces);
  void on_listed(bool is_managed);
  void adopt();
  void set_out();
  void follow_signals();
  void on_spoken_of(sdbus::Message& signal, int position);
  void on_walked(const std::set<std::string>& paths, bool is_complete);
  void try_again();
  void be_listed();

  Bus& bus_;
  std::string owner_;
  const mapping::Service& service_;
  ObjectFinderObserver& observer_;
  std::set<std::string> walked_;
  std::set<std::string> spoken_of_;  // since the last walk
  std::vector<Bus::Match> matches_;
  PathWalk walk_;
  bool is_walking_ = false;
  bool is_listed_ = false;
  std::size_t tries_ = 0;
  Bus::Alarm next_try_;
  Bus::Alarm patience_;
  ManagedObjects managed_;
};

}  // namespace deskgate::gateway::bus
