// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What properties of one service have changed to and nobody has been told yet.
//
// A service that changes a property a thousand times in one go says little that matters: what comes
// in one turn of the bus is told at its end, each property once, in the order of their last
// changes. Whoever passes on something else that the service has said afterwards (a signal, an
// answer, an object that goes) tells these first, so that the order between them is the service's
// own.
#pragma once

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "gateway/bus/bus.hpp"

namespace deskgate::gateway::bus {

class PropertyCache;

// Destroyed before its Bus, after every PropertyCache that adds to it.
class PendingChanges {
 public:
  explicit PendingChanges(Bus& bus);
  PendingChanges(const PendingChanges&) = delete;
  PendingChanges& operator=(const PendingChanges&) = delete;

  // The property is told once, after all that are here already.
  void add(PropertyCache& cache, const std::string& property);

  // Nothing of it is told any more.
  void forget(const PropertyCache& cache);

  // Tells all of them now.
  void tell();

 private:
  using Change = std::pair<PropertyCache*, std::string>;

  Bus& bus_;
  std::list<Change> changes_;  // in the order in which they are told
  std::map<Change, std::list<Change>::iterator> places_;
  std::shared_ptr<const std::function<void()>> at_end_of_turn_;
};

}  // namespace deskgate::gateway::bus
