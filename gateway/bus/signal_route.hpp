// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// One signal of one object as a topic. It is listened to only while somebody subscribes. What
// properties have changed before it is told before it.
#pragma once

#include <string>

#include "gateway/bus/pending_changes.hpp"
#include "gateway/bus/signals.hpp"
#include "gateway/bus/subscribed_topics.hpp"
#include "router/local_peer.hpp"

namespace deskgate::gateway::bus {

// Which object of the owner emits which signal.
struct SignalSource {
  std::string path;
  std::string interface;
  std::string member;
};

// What signals come from and go to; all of it outlives the routes.
struct SignalParts {
  Signals& signals;
  PendingChanges& changes;
  router::LocalPeer& peer;
  SubscribedTopics& topics;
};

// Listens for as long as it lives.
class SignalRoute {
 public:
  SignalRoute(const SignalParts& parts, SignalSource source, std::string topic);
  ~SignalRoute();
  SignalRoute(const SignalRoute&) = delete;
  SignalRoute& operator=(const SignalRoute&) = delete;

 private:
  void publish(sdbus::Message& signal);

  SignalParts parts_;
  std::string topic_;
  Signals::Ear ear_;
};

}  // namespace deskgate::gateway::bus
