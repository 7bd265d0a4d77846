// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/subscriptions.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace deskgate::router {

const Subscription& Subscriptions::add(const Holder& holder, std::string_view topic, Match match,
                                       Date now) {
  auto& subscription = find_or_make(topic, match, now);
  const bool is_new = by_holder_[holder.session].insert(subscription.id).second;
  if (is_new) subscription.holders.push_back(holder);
  return subscription;
}

const Subscription& Subscriptions::keep(std::string_view topic, Match match, Date now) {
  auto& subscription = find_or_make(topic, match, now);
  subscription.is_kept = true;
  return subscription;
}

Subscription& Subscriptions::find_or_make(std::string_view topic, Match match, Date now) {
  auto* found = by_pattern_.find(topic, match);
  if (found) return *found;
  const SubscriptionId id{last_id_ = next_id(last_id_)};
  auto& made = by_id_.emplace(id, Subscription{id, std::string(topic), match, now}).first->second;
  by_pattern_.insert(topic, match, made);
  return made;
}

Departure Subscriptions::remove(SessionId session, SubscriptionId subscription) {
  const auto held = by_holder_.find(session);
  assert(held != by_holder_.end());
  held->second.erase(subscription);
  if (held->second.empty()) by_holder_.erase(held);
  return drop_holder(session, subscription);
}

std::vector<Departure> Subscriptions::forget(SessionId session) {
  std::vector<Departure> departures;
  const auto held = by_holder_.extract(session);
  if (held.empty()) return departures;
  departures.reserve(held.mapped().size());
  for (const auto id : held.mapped()) departures.push_back(drop_holder(session, id));
  return departures;
}

const Subscription* Subscriptions::find(SubscriptionId subscription) const {
  const auto found = by_id_.find(subscription);
  return found == by_id_.end() ? nullptr : &found->second;
}

std::vector<SubscriptionId> Subscriptions::of(SessionId session) const {
  const auto held = by_holder_.find(session);
  if (held == by_holder_.end()) return {};
  return {held->second.begin(), held->second.end()};
}

bool Subscriptions::is_holder(SessionId session, SubscriptionId subscription) const {
  const auto held = by_holder_.find(session);
  return held != by_holder_.end() && held->second.contains(subscription);
}

std::size_t Subscriptions::count(SessionId session) const {
  const auto held = by_holder_.find(session);
  return held == by_holder_.end() ? 0 : held->second.size();
}

Departure Subscriptions::drop_holder(SessionId session, SubscriptionId id) {
  const auto found = by_id_.find(id);
  assert(found != by_id_.end());
  auto& subscription = found->second;
  const auto left = std::ranges::find(subscription.holders, session, &Holder::session);
  assert(left != subscription.holders.end());
  subscription.holders.erase(left);
  const bool was_last = subscription.holders.empty();
  const bool has_ended = was_last && !subscription.is_kept;
  Departure departure{id, subscription.topic, subscription.match, was_last, has_ended};
  if (has_ended) {
    by_pattern_.erase(subscription.topic, subscription.match);
    by_id_.erase(found);
  }
  return departure;
}

bool Subscriptions::invariant() const {
  std::size_t held = 0;
  for (const auto& [session, ids] : by_holder_) held += ids.size();
  const auto is_consistent = [&](const auto& entry) {
    const auto& [id, subscription] = entry;
    held -= subscription.holders.size();
    return id == subscription.id && (subscription.is_kept || !subscription.holders.empty()) &&
           find(subscription.topic, subscription.match) == &subscription &&
           std::ranges::all_of(subscription.holders, [&, id = id](const Holder& holder) {
             return is_holder(holder.session, id);
           });
  };
  return by_pattern_.size() == by_id_.size() && std::ranges::all_of(by_id_, is_consistent) &&
         held == 0;
}

}  // namespace deskgate::router
