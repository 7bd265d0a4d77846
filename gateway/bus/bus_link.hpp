// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The link to one bus: connects, mirrors, and when the bus is gone waits until it is back.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "gateway/bus/bridge.hpp"
#include "gateway/bus/bus.hpp"

namespace deskgate::gateway::bus {

// Everything that the link needs and does not own; all of it outlives the link.
struct LinkContext {
  boost::asio::io_context& io;
  const mapping::Policy& policy;
  const std::map<std::string, std::string>& buses;  // addresses, of those that are not well known
  router::LocalPeer& peer;
  SubscribedTopics& topics;
  const CallGate& gate;
  BridgeObserver& observer;
};

class BusLink {
 public:
  // Connects to "session", "system" or one of the others at once. `on_settled` is called once: when
  // what was there has been mirrored, or when there is no such bus yet.
  BusLink(const LinkContext& context, std::string which, std::function<void()> on_settled);
  ~BusLink();
  BusLink(const BusLink&) = delete;
  BusLink& operator=(const BusLink&) = delete;

 private:
  void connect();
  void retry();
  void lose();
  void settle();

  LinkContext context_;
  std::string which_;
  std::function<void()> on_settled_;
  boost::asio::steady_timer timer_;
  std::chrono::milliseconds pause_;
  bool was_told_missing_ = false;
  std::unique_ptr<Bus> bus_;
  std::unique_ptr<Bridge> bridge_;  // after bus_: destroyed before it
};

}  // namespace deskgate::gateway::bus
