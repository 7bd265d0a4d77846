// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Retained events: the latest of each topic, for those who subscribe later (specification, "Event
// Retention").
//
// A topic keeps its newest event for everybody and, where that came later, its newest event with a
// list of receivers. A subscriber gets the newer one that admits it. The numbers of topics and of
// octets are bounded. Not thread-safe.
#pragma once

#include <iterator>
#include <map>
#include <optional>
#include <string>

#include "router/eligibility.hpp"
#include "router/limits.hpp"
#include "router/memory_budget.hpp"
#include "router/publication.hpp"
#include "router/uri.hpp"

namespace deskgate::router {

// At most `max_topics` topics, each with its latest events, and `max_octets` in all; `budget`, if
// given, outlives it.
class RetainedEvents {
 public:
  explicit RetainedEvents(std::size_t max_topics = max_retained_topics,
                          std::size_t max_octets = max_retained_octets,
                          MemoryBudget* budget = nullptr)
      : max_topics_(max_topics), max_octets_(max_octets), account_(budget) {}

  // Keeps the event as its topic's latest. Fails with wamp.error.unavailable if it would be one
  // topic or some octets too many.
  Result<void> store(Publication event, const Principal& publisher);

  void forget(std::string_view topic);

  // Forgets each topic of which an event comes from somebody who may not publish there:
  // `may_publish(const Principal&, const std::string& topic)`.
  template <class MayPublish>
  void judge_again(MayPublish may_publish) {
    for (auto at = topics_.begin(); at != topics_.end();) {
      const Slot& slot = at->second;
      const auto is_lawful = [&](const std::optional<Kept>& kept) {
        return !kept || may_publish(kept->publisher, at->first);
      };
      const bool stays = is_lawful(slot.open) && is_lawful(slot.restricted);
      if (!stays) account_.shrink(slot.octets());
      at = stays ? std::next(at) : topics_.erase(at);
    }
  }

  // Calls visit(const Publication&) for each topic that the pattern means, with the latest event
  // that admits `receiver`.
  template <class Visit>
  void visit_matches(std::string_view pattern, Match match, const Principal& receiver,
                     Visit visit) const {
    for (auto at = first_match(pattern, match); at != topics_.end(); ++at) {
      if (match != Match::wildcard && !matches(pattern, match, at->first)) return;
      if (!matches(pattern, match, at->first)) continue;
      const auto* event = at->second.latest_for(receiver);
      if (event) visit(*event);
    }
  }

  std::size_t size() const { return topics_.size(); }

  // Whether every topic has an event and all is within bounds.
  bool invariant() const;

 private:
  struct Kept {
    Publication event;
    Principal publisher;
    std::size_t octets = 0;
  };
  // `restricted` is newer than `open` where both are there.
  struct Slot {
    std::optional<Kept> open;
    std::optional<Kept> restricted;
    const Publication* latest_for(const Principal& receiver) const;
    std::size_t octets() const;
  };
  using Topics = std::map<std::string, Slot, std::less<>>;

  Topics::const_iterator first_match(std::string_view pattern, Match match) const;

  std::size_t max_topics_;
  std::size_t max_octets_;
  MemoryAccount account_;
  Topics topics_;
};

}  // namespace deskgate::router
