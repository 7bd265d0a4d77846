// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/subscriptions.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace deskgate::router {

const Subscription& Subscriptions::add(SessionId session, std::string_view topic, Match match,
                                       Date now) {
  auto* subscription = by_pattern_.find(topic, match);
  if (!subscription) {
    const SubscriptionId id{last_id_ = next_id(last_id_)};
    subscription =
        &by_id_.emplace(id, Subscription{id, std::string(topic), match, now}).first->second;
    by_pattern_.insert(topic, match, *subscription);
  }
  const bool is_new = by_holder_[session].insert(subscription->id).second;
  if (is_new) subscription->holders.push_back(session);
  return *subscription;
}

std::optional<Subscription> Subscriptions::remove(SessionId session, SubscriptionId subscription) {
  const auto held = by_holder_.find(session);
  assert(held != by_holder_.end());
  held->second.erase(subscription);
  if (held->second.empty()) by_holder_.erase(held);
  return drop_holder(session, subscription);
}

std::vector<Subscription> Subscriptions::forget(SessionId session) {
  std::vector<Subscription> ended;
  const auto held = by_holder_.extract(session);
  if (held.empty()) return ended;
  for (const auto id : held.mapped()) {
    auto last = drop_holder(session, id);
    if (last) ended.push_back(std::move(*last));
  }
  return ended;
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

std::optional<Subscription> Subscriptions::drop_holder(SessionId session, SubscriptionId id) {
  const auto found = by_id_.find(id);
  assert(found != by_id_.end());
  auto& subscription = found->second;
  std::erase(subscription.holders, session);
  if (!subscription.holders.empty()) return std::nullopt;
  by_pattern_.erase(subscription.topic, subscription.match);
  return std::move(by_id_.extract(found).mapped());
}

bool Subscriptions::invariant() const {
  std::size_t held = 0;
  for (const auto& [session, ids] : by_holder_) held += ids.size();
  const auto is_consistent = [&](const auto& entry) {
    const auto& [id, subscription] = entry;
    held -= subscription.holders.size();
    return id == subscription.id && !subscription.holders.empty() &&
           find(subscription.topic, subscription.match) == &subscription &&
           std::all_of(subscription.holders.begin(), subscription.holders.end(),
                       [&, id = id](SessionId holder) { return is_holder(holder, id); });
  };
  return by_pattern_.size() == by_id_.size() &&
         std::all_of(by_id_.begin(), by_id_.end(), is_consistent) && held == 0;
}

}  // namespace deskgate::router
