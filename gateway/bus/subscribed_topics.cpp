// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/subscribed_topics.hpp"

#include <algorithm>

namespace deskgate::gateway::bus {

void SubscribedTopics::add_source(const std::string& topic, OnInterest on_interest) {
  auto& source = sources_[topic];
  source.on_interest = std::move(on_interest);
  update(topic, source);
}

void SubscribedTopics::remove_source(const std::string& topic) {
  sources_.erase(topic);
}

void SubscribedTopics::on_first_subscriber(std::string_view topic, router::Match match) {
  subscriptions_.emplace(match, topic);
  update_all(topic, match);
}

void SubscribedTopics::on_last_unsubscribed(std::string_view topic, router::Match match) {
  subscriptions_.erase({match, std::string(topic)});
  update_all(topic, match);
}

void SubscribedTopics::update_all(std::string_view pattern, router::Match match) {
  if (match == router::Match::exact) {
    const auto source = sources_.find(pattern);
    if (source != sources_.end()) update(source->first, source->second);
    return;
  }
  for (auto& [topic, source] : sources_) {
    if (router::matches(pattern, match, topic)) update(topic, source);
  }
}

void SubscribedTopics::update(const std::string& topic, Source& source) {
  const bool wanted = is_wanted(topic);
  if (wanted == source.is_wanted) return;
  source.is_wanted = wanted;
  source.on_interest(wanted);
}

bool SubscribedTopics::is_wanted(std::string_view topic) const {
  return std::any_of(subscriptions_.begin(), subscriptions_.end(), [&](const auto& subscription) {
    return router::matches(subscription.second, subscription.first, topic);
  });
}

}  // namespace deskgate::gateway::bus
