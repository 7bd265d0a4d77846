// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/pending_changes.hpp"

#include "gateway/bus/property_cache.hpp"

namespace deskgate::gateway::bus {

PendingChanges::PendingChanges(Bus& bus)
    : bus_(bus),
      at_end_of_turn_(std::make_shared<const std::function<void()>>([this] { tell(); })) {}

void PendingChanges::add(PropertyCache& cache, const std::string& property) {
  if (changes_.empty()) bus_.at_end_of_turn(at_end_of_turn_);
  const Change change{&cache, property};
  const auto known = places_.find(change);
  if (known != places_.end()) return changes_.splice(changes_.end(), changes_, known->second);
  places_[change] = changes_.insert(changes_.end(), change);
}

void PendingChanges::forget(const PropertyCache& cache) {
  std::erase_if(changes_, [&](const Change& change) { return change.first == &cache; });
  std::erase_if(places_, [&](const auto& place) { return place.first.first == &cache; });
}

void PendingChanges::tell() {
  while (!changes_.empty()) {
    const auto [cache, property] = changes_.front();
    changes_.pop_front();
    places_.erase({cache, property});
    cache->tell(property);
  }
}

}  // namespace deskgate::gateway::bus
