// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Past events, for the subscriptions that keep them (specification, "Event History").
//
// Which do is configuration. Each keeps its latest events, up to a limit of its own, in the order
// in which they arrived; dates may jump, that order does not. Together they are bounded in octets:
// the oldest event of all makes room for the newest. An event that several subscriptions keep
// counts for each. Not thread-safe.
#pragma once

#include <deque>
#include <memory>
#include <unordered_map>

#include "router/clock.hpp"
#include "router/limits.hpp"
#include "router/memory_budget.hpp"
#include "router/publication.hpp"

namespace deskgate::router {

// One event of one history.
struct PastEvent {
  std::shared_ptr<const Publication> publication;
  Date date{};
  std::uint64_t arrival = 0;  // its place among the events of all histories
  std::size_t octets = 0;
};

using PastEvents = std::deque<PastEvent>;

// The histories of one realm, at most `max_octets` in all; `budget`, if given, outlives them. Owned
// by its broker.
class Histories {
 public:
  explicit Histories(std::size_t max_octets = max_history_octets, MemoryBudget* budget = nullptr)
      : max_octets_(max_octets), account_(budget) {}

  // The subscription has a history of at most `limit` events from now on.
  void open(SubscriptionId subscription, std::size_t limit);

  // Adds the event to a history that is open. Where no memory is left although all else has gone,
  // it is not kept.
  void add(SubscriptionId subscription, std::shared_ptr<const Publication> publication, Date date);

  // In the order of arrival; nullptr: the subscription has no history.
  const PastEvents* of(SubscriptionId subscription) const;

  // Whether all is counted and within bounds.
  bool invariant() const;

 private:
  struct History {
    std::size_t limit = 0;
    PastEvents events{};
  };

  bool make_room(std::size_t octets);
  void drop_oldest(History& history);
  History& oldest();

  std::size_t max_octets_;
  MemoryAccount account_;
  std::uint64_t arrivals_ = 0;
  std::unordered_map<SubscriptionId, History> histories_;
};

}  // namespace deskgate::router
