// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The router: its realms, and the way in.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "router/id.hpp"
#include "router/limits.hpp"
#include "router/memory_budget.hpp"
#include "router/realm.hpp"

namespace deskgate::router {

// Owns the realms. `authorizer` is asked for every action in every realm and must outlive the
// router, as must every Session and LocalPeer end before it. Not thread-safe.
class Router {
 public:
  // `memory`: octets of what waits for peers and what is kept, of which the latter may be half.
  Router(Authorizer& authorizer, Entropy entropy, Clock clock, std::size_t memory = max_memory);
  Router(const Router&) = delete;
  Router& operator=(const Router&) = delete;

  // A realm that clients may join. `name` must be a URI.
  Realm& add_realm(std::string name, RealmSettings settings = {});

  // nullptr: no such realm.
  Realm* find_realm(std::string_view name);

  // Does what is due by now: ends calls that have timed out. Clock::wake_by says when to call it.
  void expire(Time now);

  // The authorizer's rules have changed: takes back what it refuses now, in every realm.
  void judge_again();

  const Entropy& entropy() const { return entropy_; }

  // For what waits for peers.
  MemoryBudget& memory() { return memory_; }

 private:
  Authorizer& authorizer_;
  Entropy entropy_;
  Clock clock_;
  MemoryBudget memory_;
  MemoryBudget kept_memory_;
  std::map<std::string, std::unique_ptr<Realm>, std::less<>> realms_;
};

}  // namespace deskgate::router
