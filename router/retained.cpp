// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/retained.hpp"

#include <algorithm>
#include <utility>

namespace deskgate::router {
namespace {

Error full(std::string message) {
  return {std::string(error::unavailable), std::move(message)};
}

template <class Kept>
std::size_t octets_of(const std::optional<Kept>& kept) {
  return kept ? kept->octets : 0;
}

}  // namespace

Result<void> RetainedEvents::store(Publication event, const Principal& publisher) {
  auto found = topics_.find(event.topic);
  if (found == topics_.end() && topics_.size() >= max_topics_) {
    return full("no more topics can be retained: " + std::to_string(topics_.size()) +
                " already are");
  }
  const auto size = event.footprint();
  const bool is_restricted = event.eligibility.is_restricted();
  const auto replaced = found == topics_.end() ? 0
                        : is_restricted        ? octets_of(found->second.restricted)
                                               : found->second.octets();
  if (size > max_octets_ || account_.octets() - replaced > max_octets_ - size) {
    return full("no more events can be retained: they would occupy more than " +
                std::to_string(max_octets_) + " octets");
  }
  if (size > replaced && !account_.grow(size - replaced)) {
    return full("no more events can be retained: there is no memory left for what is kept");
  }
  if (size < replaced) account_.shrink(replaced - size);
  if (found == topics_.end()) found = topics_.emplace(event.topic, Slot{}).first;
  auto& slot = found->second;
  slot.restricted.reset();
  (is_restricted ? slot.restricted : slot.open) = Kept{std::move(event), publisher, size};
  return {};
}

void RetainedEvents::forget(std::string_view topic) {
  const auto found = topics_.find(topic);
  if (found == topics_.end()) return;
  account_.shrink(found->second.octets());
  topics_.erase(found);
}

const Publication* RetainedEvents::Slot::latest_for(const Principal& receiver) const {
  if (restricted && restricted->event.eligibility.admits(receiver)) return &restricted->event;
  if (open && open->event.eligibility.admits(receiver)) return &open->event;
  return nullptr;
}

std::size_t RetainedEvents::Slot::octets() const {
  return octets_of(open) + octets_of(restricted);
}

// Where a walk in order begins; what an exact topic or a prefix means stands together there.
RetainedEvents::Topics::const_iterator RetainedEvents::first_match(std::string_view pattern,
                                                                   Match match) const {
  return match == Match::wildcard ? topics_.begin() : topics_.lower_bound(pattern);
}

bool RetainedEvents::invariant() const {
  std::size_t octets = 0;
  for (const auto& [topic, slot] : topics_) octets += slot.octets();
  return octets == account_.octets() && octets <= max_octets_ && topics_.size() <= max_topics_ &&
         std::all_of(topics_.begin(), topics_.end(), [](const auto& topic) {
           const auto& slot = topic.second;
           if (slot.open && slot.open->event.eligibility.is_restricted()) return false;
           if (slot.restricted && !slot.restricted->event.eligibility.is_restricted()) return false;
           return slot.open || slot.restricted;
         });
}

}  // namespace deskgate::router
