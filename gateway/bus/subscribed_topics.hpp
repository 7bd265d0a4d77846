// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Which topics somebody listens to, so that a match rule exists only as long as its signal has a
// listener.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "router/broker.hpp"

namespace deskgate::gateway::bus {

// Watches one broker and tells sources when their topic gains its first listener and loses its
// last, pattern subscriptions included. The broker must not observe it any longer when it is
// destroyed.
class SubscribedTopics final : public router::SubscriptionObserver {
 public:
  // Called with true: somebody listens now; with false: nobody does.
  using OnInterest = std::function<void(bool is_wanted)>;

  // Watches a topic; `on_interest` is called at once if somebody already listens. One source per
  // topic.
  void add_source(const std::string& topic, OnInterest on_interest);
  void remove_source(const std::string& topic);

  void on_first_subscriber(std::string_view topic, router::Match match) override;
  void on_last_unsubscribed(std::string_view topic, router::Match match) override;

 private:
  struct Source {
    OnInterest on_interest;
    bool is_wanted = false;
  };

  void update(const std::string& topic, Source& source);
  void update_all(std::string_view pattern, router::Match match);
  bool is_wanted(std::string_view topic) const;

  std::map<std::string, Source, std::less<>> sources_;
  std::set<std::pair<router::Match, std::string>> subscriptions_;
};

}  // namespace deskgate::gateway::bus
