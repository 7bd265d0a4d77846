// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Retained events: the latest of each topic, for those who subscribe later (specification, "Event
// Retention").
//
// A topic keeps its newest event for everybody and, where that came later, its newest event with a
// list of receivers. A subscriber gets the newer one that admits it. The number of topics is
// bounded. Not thread-safe.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "router/eligibility.hpp"
#include "router/limits.hpp"
#include "router/message.hpp"
#include "router/uri.hpp"

namespace deskgate::router {

// An event as it was published.
struct RetainedEvent {
  PublicationId publication;
  Payload payload;
  Eligibility eligibility;
};

// At most `capacity` topics, each with its latest events.
class RetainedEvents {
 public:
  explicit RetainedEvents(std::size_t capacity = max_retained_topics) : capacity_(capacity) {}

  // Keeps the event as the topic's latest. false: it would be one topic too many.
  bool store(std::string_view topic, RetainedEvent event);

  void forget(std::string_view topic);

  // Calls visit(topic, event) for each topic that the pattern means, with the latest event that
  // admits `receiver`.
  template <class Visit>
  void visit_matches(std::string_view pattern, Match match, const Principal& receiver,
                     Visit visit) const {
    for (auto at = first_match(pattern, match); at != topics_.end(); ++at) {
      if (match != Match::wildcard && !matches(pattern, match, at->first)) return;
      if (!matches(pattern, match, at->first)) continue;
      const auto* event = at->second.latest_for(receiver);
      if (event) visit(at->first, *event);
    }
  }

  std::size_t size() const { return topics_.size(); }

  // Whether every topic has an event and their number is within bounds.
  bool invariant() const;

 private:
  // `restricted` is newer than `open` where both are there.
  struct Slot {
    std::optional<RetainedEvent> open;
    std::optional<RetainedEvent> restricted;
    const RetainedEvent* latest_for(const Principal& receiver) const;
  };
  using Topics = std::map<std::string, Slot, std::less<>>;

  Topics::const_iterator first_match(std::string_view pattern, Match match) const;

  std::size_t capacity_;
  Topics topics_;
};

}  // namespace deskgate::router
