// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/observed_topics.hpp"

#include <utility>

namespace deskgate::gateway::bus {

// All are known before the first is listened to: then one connection serves them all.
ObservedTopics::ObservedTopics(Observations& observations, SubscribedTopics& topics,
                               std::vector<ObservedMember> members)
    : observations_(observations), topics_(topics) {
  for (auto& member : members) {
    const auto topic = member.topic;
    members_.emplace(topic, observations_.add(std::move(member)));
  }
  for (const auto& [topic, id] : members_) {
    topics_.add_source(
        topic, [&observations, id = id](bool is_wanted) { observations.listen(id, is_wanted); });
  }
}

ObservedTopics::~ObservedTopics() {
  for (const auto& [topic, id] : members_) {
    topics_.remove_source(topic);
    observations_.remove(id);
  }
}

}  // namespace deskgate::gateway::bus
