// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// One signal of one object as a topic. The match rule exists only while somebody subscribes.
#pragma once

#include <optional>
#include <string>

#include "gateway/bus/bus.hpp"
#include "gateway/bus/subscribed_topics.hpp"
#include "router/local_peer.hpp"

namespace deskgate::gateway::bus {

// Where a signal comes from. The owner is a unique name: another program cannot forge it.
struct SignalSource {
  std::string owner;
  std::string path;
  std::string interface;
  std::string member;
};

// `bus`, `peer` and `topics` outlive it.
class SignalRoute {
 public:
  SignalRoute(Bus& bus, router::LocalPeer& peer, SubscribedTopics& topics, SignalSource source,
              std::string topic);
  ~SignalRoute();
  SignalRoute(const SignalRoute&) = delete;
  SignalRoute& operator=(const SignalRoute&) = delete;

 private:
  void publish(sdbus::Message& signal);

  router::LocalPeer& peer_;
  SubscribedTopics& topics_;
  std::string topic_;
  std::optional<Bus::Match> match_;
};

}  // namespace deskgate::gateway::bus
