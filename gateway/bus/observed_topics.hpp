// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The methods and signals of one interface that a file observes, as topics.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "gateway/bus/observations.hpp"
#include "gateway/bus/subscribed_topics.hpp"

namespace deskgate::gateway::bus {

// `observations` and `topics` outlive it.
class ObservedTopics {
 public:
  ObservedTopics(Observations& observations, SubscribedTopics& topics,
                 std::vector<ObservedMember> members);
  ~ObservedTopics();
  ObservedTopics(const ObservedTopics&) = delete;
  ObservedTopics& operator=(const ObservedTopics&) = delete;

 private:
  Observations& observations_;
  SubscribedTopics& topics_;
  std::map<std::string, std::uint64_t> members_;  // by topic
};

}  // namespace deskgate::gateway::bus
