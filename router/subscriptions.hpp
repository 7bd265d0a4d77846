// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Who subscribes to what.
//
// A subscription is a (topic, match) that somebody holds; all holders share its id. It is found by
// id, by pattern and by holder, and this class owns the three indexes. A few subscriptions are kept
// for their history: they are there from the start and stay when nobody holds them. Not
// thread-safe.
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

class Session;

// A session that holds a subscription. It is forgotten here before it ends, so that events need no
// look-up to reach it.
struct Holder {
  SessionId session;
  Session* peer = nullptr;
};

// What its holders share. Holders are in the order in which they came.
struct Subscription {
  SubscriptionId id;
  std::string topic;
  Match match = Match::exact;
  Date created{};
  bool is_kept = false;  // it exists without holders too
  std::vector<Holder> holders{};
};

// What a holder has left.
struct Departure {
  SubscriptionId subscription;
  std::string topic;
  Match match = Match::exact;
  bool was_last = false;   // nobody holds it any longer
  bool has_ended = false;  // and so it is gone: it was not kept
};

class Subscriptions {
 public:
  // The subscription, which the session now holds (again). Valid until it has ended.
  const Subscription& add(const Holder& holder, std::string_view topic, Match match, Date now);

  // The subscription, which now stays without holders too.
  const Subscription& keep(std::string_view topic, Match match, Date now);

  // The session, a holder, leaves it.
  Departure remove(SessionId session, SubscriptionId subscription);

  // The session leaves all that it holds, in the order of ids.
  std::vector<Departure> forget(SessionId session);

  // nullptr: nobody holds it, and it is not kept.
  const Subscription* find(std::string_view topic, Match match) const {
    return by_pattern_.find(topic, match);
  }
  const Subscription* find(SubscriptionId subscription) const;
  bool is_holder(SessionId session, SubscriptionId subscription) const;
  std::size_t count(SessionId session) const;

  // Whether any subscription means `topic`.
  bool has_match(std::string_view topic) const { return by_pattern_.best_match(topic) != nullptr; }

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

  // Nobody holds any.
  bool is_empty() const { return by_holder_.empty(); }

  // Whether the indexes agree.
  bool invariant() const;

 private:
  Subscription& find_or_make(std::string_view topic, Match match, Date now);
  Departure drop_holder(SessionId session, SubscriptionId subscription);

  std::uint64_t last_id_ = 0;
  std::unordered_map<SubscriptionId, Subscription> by_id_;
  PatternIndex<Subscription> by_pattern_;
  std::unordered_map<SessionId, std::set<SubscriptionId>> by_holder_;
};

}  // namespace deskgate::router
