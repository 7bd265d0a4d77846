// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/history.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace deskgate::router {

void Histories::open(SubscriptionId subscription, std::size_t limit) {
  histories_[subscription].limit = limit;
}

void Histories::add(SubscriptionId subscription, std::shared_ptr<const Publication> publication,
                    Date date) {
  auto& history = histories_.at(subscription);
  const auto size = publication->footprint();
  history.events.push_back({std::move(publication), date, ++arrivals_, size});
  octets_ += size;
  if (history.events.size() > history.limit) drop_oldest(history);
  while (octets_ > max_octets_) drop_oldest(oldest());
}

void Histories::drop_oldest(History& history) {
  octets_ -= history.events.front().octets;
  history.events.pop_front();
}

// Of all histories the one with the oldest event; there is an event. Histories are few: one for
// each rule of the configuration.
Histories::History& Histories::oldest() {
  const auto first_arrival = [](const auto& entry) {
    const auto& events = entry.second.events;
    return events.empty() ? std::numeric_limits<std::uint64_t>::max() : events.front().arrival;
  };
  return std::ranges::min_element(histories_, {}, first_arrival)->second;
}

const PastEvents* Histories::of(SubscriptionId subscription) const {
  const auto found = histories_.find(subscription);
  return found == histories_.end() ? nullptr : &found->second.events;
}

bool Histories::invariant() const {
  std::size_t octets = 0;
  for (const auto& [id, history] : histories_) {
    if (history.events.size() > history.limit) return false;
    for (const auto& event : history.events) octets += event.octets;
  }
  return octets == octets_ && octets_ <= max_octets_;
}

}  // namespace deskgate::router
