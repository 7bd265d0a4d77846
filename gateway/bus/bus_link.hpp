// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The link to one bus: connects, mirrors, and when the bus is gone waits until it is back.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>

#include "gateway/bus/bridge.hpp"
#include "gateway/bus/bus.hpp"
#include "gateway/bus/exported_object.hpp"
#include "gateway/bus/knock.hpp"
#include "gateway/bus/observations.hpp"
#include "gateway/bus/owned_name.hpp"

namespace deskgate::gateway::bus {

// Everything that the link needs and does not own; all of it outlives the link.
struct LinkContext {
  boost::asio::io_context& io;
  const mapping::Policy& policy;
  const std::map<std::string, std::string>& buses;  // addresses, of those that are not well known
  router::LocalPeer& peer;
  SubscribedTopics& topics;
  CallGate& gate;
  BridgeObserver& observer;
  std::function<std::unique_ptr<router::LocalPeer>()> join;  // another session of the bridge's
  bool observes_while_locked = false;                        // see Observations
};

class BusLink {
 public:
  // Connects to "session", "system" or one of the others. `on_settled` is called once: when what
  // was there has been mirrored, or when there is no such bus yet, or none that answers.
  BusLink(const LinkContext& context, std::string which, std::function<void()> on_settled);
  ~BusLink();
  BusLink(const BusLink&) = delete;
  BusLink& operator=(const BusLink&) = delete;

  const std::string& which() const { return which_; }

  // The policy has changed. What files show that showed the same before is not disturbed.
  void follow_policy();

 private:
  void connect();
  void open();
  void wait_for_it(const std::string& why);
  void mirror(const mapping::PolicyFile& file);
  void export_object(const mapping::PolicyFile& file);
  void follow_exports();
  void retry();
  void lose();
  void settle();
  std::string configured_address() const;  // "": that of a well-known bus
  std::string address() const;

  LinkContext context_;
  std::string which_;
  std::function<void()> on_settled_;
  boost::asio::steady_timer timer_;
  std::chrono::milliseconds pause_;
  bool was_told_missing_ = false;
  std::unique_ptr<Knock> knock_;  // while it is not known whether there is a bus
  std::unique_ptr<Bus> bus_;
  std::unique_ptr<Observations> observations_;
  std::list<Bridge> bridges_;  // after these: destroyed before them
  OwnedNames names_;
  std::list<ExportedObject> exports_;  // after bus_, as well
  std::size_t unsettled_ = 0;
};

}  // namespace deskgate::gateway::bus
