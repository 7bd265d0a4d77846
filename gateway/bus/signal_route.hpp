// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// One signal of one object as a topic. It is listened to only while somebody subscribes.
#pragma once

#include <string>

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

// `signals`, `peer` and `topics` outlive it.
class SignalRoute {
 public:
  SignalRoute(Signals& signals, router::LocalPeer& peer, SubscribedTopics& topics,
              SignalSource source, std::string topic);
  ~SignalRoute();
  SignalRoute(const SignalRoute&) = delete;
  SignalRoute& operator=(const SignalRoute&) = delete;

 private:
  void publish(sdbus::Message& signal);

  router::LocalPeer& peer_;
  SubscribedTopics& topics_;
  std::string topic_;
  Signals::Ear ear_;
};

}  // namespace deskgate::gateway::bus
