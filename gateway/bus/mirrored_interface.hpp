// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// One interface of a mirrored object: its procedures, its signals, its properties.
//
// Where a grant speaks of its properties, they are read first, a question that a hung service may
// leave open. A property's type is that of the value it really has; what is declared is used where
// nothing better is known, and where both are numbers, of which a service may send now one, now the
// other.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "gateway/bus/bus.hpp"
#include "gateway/bus/call_route.hpp"
#include "gateway/bus/observed_topics.hpp"
#include "gateway/bus/property_cache.hpp"
#include "gateway/bus/questions.hpp"
#include "gateway/bus/shown_object.hpp"
#include "gateway/bus/signal_route.hpp"
#include "gateway/bus/signals.hpp"
#include "mapping/introspection.hpp"
#include "mapping/policy_file.hpp"
#include "router/local_peer.hpp"

namespace deskgate::gateway::bus {

class ActivatableObject;

// What a mirrored object works with; all of it outlives the object.
struct MirrorContext {
  Bus& bus;
  router::LocalPeer& peer;
  SubscribedTopics& topics;
  CallGate& gate;
  Observations& observations;
  ActivatableObject* activatable = nullptr;  // where a call may start the service
};

// What an interface shares with the others of its object; all of it outlives the interface.
struct ObjectParts {
  const MirrorContext& context;
  const mapping::PolicyFile& file;
  const ObjectPlace& place;
  Questions& questions;
  Signals& signals;
  PendingChanges& changes;
  CallTarget target;
};

// Destroyed before its Bus. Destroying it takes everything back: procedures, retained values, match
// rules. Calls that are on their way are answered nevertheless.
class MirroredInterface {
 public:
  // `on_ready` is called once, never from here, unless it is ready at once.
  MirroredInterface(const ObjectParts& parts, std::string alias, std::string name,
                    mapping::InterfaceInfo info, std::function<void()> on_ready);
  ~MirroredInterface();
  MirroredInterface(const MirroredInterface&) = delete;
  MirroredInterface& operator=(const MirroredInterface&) = delete;

  // Whether its properties have been read, as far as they can be.
  bool is_ready() const { return is_ready_; }

  // Once it is ready: from now on it is there for the realm. Again: nothing happens.
  void show();

  // Its properties may be those of another object at the same path.
  void read_again();

  const std::vector<Member>& members() const { return members_; }

 private:
  using CallHandler = std::function<void(const router::LocalCall&, router::Answer)>;

  void show_methods();
  void show_signals();
  void show_observed();
  void show_properties();
  void show_property(const std::string& property);
  void provide(Member member, CallHandler handler);
  router::Result<void> registered(const std::string& procedure, CallHandler handler);
  void on_property(const std::string& property, const nlohmann::json* value);
  void publish_property(const std::string& property, const nlohmann::json& value);
  void forget_property(const std::string& property);

  bool may_be_read(const std::string& property) const;
  bool is_watched(const std::string& property) const;
  bool has_a_signals_topic(const std::string& property) const;
  mapping::EmitsChanged emits_changed(const std::string& property) const;
  std::vector<std::string> types_of(const std::string& property) const;
  std::string uri_of(const std::string& member) const;

  ObjectParts parts_;
  std::string alias_;
  std::string name_;
  mapping::InterfaceInfo info_;
  bool is_ready_ = false;
  bool is_shown_ = false;
  std::unique_ptr<PropertyCache> properties_;  // where a grant speaks of properties
  std::vector<Member> members_;
  std::vector<router::RegistrationId> registrations_;
  std::vector<std::string> opened_;  // procedures of the activatable object
  std::vector<std::unique_ptr<SignalRoute>> signals_;
  std::unique_ptr<ObservedTopics> observed_;  // where a grant observes anything
  std::set<std::string> shown_properties_;
  std::set<std::string> retained_;  // topics
};

}  // namespace deskgate::gateway::bus
