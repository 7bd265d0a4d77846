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
  if (history.limit == 0) return;
  if (history.events.size() == history.limit) drop_oldest(history);
  if (!make_room(size)) return;
  history.events.push_back({std::move(publication), date, ++arrivals_, size});
}

// Whether so many octets more may be kept; they are taken then. Nothing is dropped in vain.
bool Histories::make_room(std::size_t octets) {
  const auto own = account_.octets();
  if (octets > max_octets_ || !account_.fits(octets - std::min(octets, own))) return false;
  while (account_.octets() > max_octets_ - octets) drop_oldest(oldest());
  while (!account_.grow(octets)) drop_oldest(oldest());
  return true;
}

void Histories::drop_oldest(History& history) {
  account_.shrink(history.events.front().octets);
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
  return octets == account_.octets() && octets <= max_octets_;
}

}  // namespace deskgate::router
