// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/retained.hpp"

#include <algorithm>
#include <utility>

namespace deskgate::router {

bool RetainedEvents::store(std::string_view topic, RetainedEvent event) {
  auto found = topics_.find(topic);
  if (found == topics_.end()) {
    if (topics_.size() >= capacity_) return false;
    found = topics_.emplace(topic, Slot{}).first;
  }
  auto& slot = found->second;
  if (event.eligibility.is_restricted()) {
    slot.restricted = std::move(event);
  } else {
    slot.open = std::move(event);
    slot.restricted.reset();
  }
  return true;
}

void RetainedEvents::forget(std::string_view topic) {
  const auto found = topics_.find(topic);
  if (found != topics_.end()) topics_.erase(found);
}

const RetainedEvent* RetainedEvents::Slot::latest_for(const Principal& receiver) const {
  if (restricted && restricted->eligibility.admits(receiver)) return &*restricted;
  if (open && open->eligibility.admits(receiver)) return &*open;
  return nullptr;
}

// Where a walk in order begins; what an exact topic or a prefix means stands together there.
RetainedEvents::Topics::const_iterator RetainedEvents::first_match(std::string_view pattern,
                                                                   Match match) const {
  return match == Match::wildcard ? topics_.begin() : topics_.lower_bound(pattern);
}

bool RetainedEvents::invariant() const {
  return topics_.size() <= capacity_ &&
         std::all_of(topics_.begin(), topics_.end(), [](const auto& topic) {
           const auto& slot = topic.second;
           if (slot.open && slot.open->eligibility.is_restricted()) return false;
           if (slot.restricted && !slot.restricted->eligibility.is_restricted()) return false;
           return slot.open || slot.restricted;
         });
}

}  // namespace deskgate::router
