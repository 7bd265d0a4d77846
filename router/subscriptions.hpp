// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Who subscribes to what.
//
// A subscription is a (topic, match) that somebody holds; all holders share its id. It is found by
// id, by pattern and by holder, and this class owns the three indexes. Not thread-safe.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "router/clock.hpp"
#include "router/id.hpp"
#include "router/pattern_index.hpp"

namespace deskgate::router {

// What its holders share. Holders are in the order in which they came.
struct Subscription {
  SubscriptionId id;
  std::string topic;
  Match match = Match::exact;
  Date created{};
  std::vector<SessionId> holders{};
};

class Subscriptions {
 public:
  // The subscription, which the session now holds (again). Valid until its last holder leaves it.
  const Subscription& add(SessionId session, std::string_view topic, Match match, Date now);

  // The session, a holder, leaves it. Returns the subscription if nobody holds it any longer.
  std::optional<Subscription> remove(SessionId session, SubscriptionId subscription);

  // The session leaves all; returns those that nobody holds any longer.
  std::vector<Subscription> forget(SessionId session);

  // nullptr: nobody holds it.
  const Subscription* find(std::string_view topic, Match match) const {
    return by_pattern_.find(topic, match);
  }
  const Subscription* find(SubscriptionId subscription) const;
  bool is_holder(SessionId session, SubscriptionId subscription) const;
  std::size_t count(SessionId session) const;

  // Calls visit(const Subscription&) for each that means `topic`. It must change nothing here.
  template <class Visit>
  void visit_matches(std::string_view topic, Visit visit) const {
    by_pattern_.visit_matches(topic, [&](const Subscription& found) { visit(found); });
  }

  // What the session holds, in the order of ids.
  std::vector<SubscriptionId> of(SessionId session) const;

  // Calls visit(const Subscription&) for each, in no particular order.
  template <class Visit>
  void visit_all(Visit visit) const {
    for (const auto& [id, subscription] : by_id_) visit(subscription);
  }

  bool is_empty() const { return by_id_.empty(); }

  // Whether the indexes agree.
  bool invariant() const;

 private:
  std::optional<Subscription> drop_holder(SessionId session, SubscriptionId subscription);

  std::uint64_t last_id_ = 0;
  std::unordered_map<SubscriptionId, Subscription> by_id_;
  PatternIndex<Subscription> by_pattern_;
  std::unordered_map<SessionId, std::set<SubscriptionId>> by_holder_;
};

}  // namespace deskgate::router
