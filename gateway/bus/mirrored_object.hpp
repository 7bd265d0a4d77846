// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// One live D-Bus object and everything that stands for it in the realm.
//
// Appearing takes two questions, Introspect and GetAll, that a hung service may leave open: the
// object is shown when they are answered, and delays nobody else. What the service's introspection
// data claims is used where nothing better is known; a property's type is that of the value it
// really has.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "gateway/bus/bus.hpp"
#include "gateway/bus/call_gate.hpp"
#include "gateway/bus/call_route.hpp"
#include "gateway/bus/property_cache.hpp"
#include "gateway/bus/signal_route.hpp"
#include "mapping/introspection.hpp"
#include "mapping/policy_file.hpp"
#include "router/local_peer.hpp"

namespace deskgate::gateway::bus {

// Where an object is on the bus, and where in the realm.
struct ObjectPlace {
  std::string name;   // well-known
  std::string owner;  // unique
  std::string path;
  std::string uri;
};

// What a mirrored object works with; all of it outlives the object.
struct MirrorContext {
  Bus& bus;
  router::LocalPeer& peer;
  SubscribedTopics& topics;
  CallGate& gate;
};

// Destroyed before its Bus. Destroying it takes everything back: procedures, retained values, match
// rules.
class MirroredObject {
 public:
  // `on_shown` is called once, when the object has become visible.
  MirroredObject(const MirrorContext& context, const mapping::PolicyFile& file, ObjectPlace place,
                 std::function<void()> on_shown);
  ~MirroredObject();
  MirroredObject(const MirroredObject&) = delete;
  MirroredObject& operator=(const MirroredObject&) = delete;

  const ObjectPlace& place() const { return place_; }
  const mapping::PolicyFile& file() const { return file_; }
  bool is_shown() const { return is_shown_; }

  // A procedure or topic of the object, as org.deskgate.bus.describe tells it.
  struct Member {
    enum class Kind { procedure, signal, property };
    Kind kind;
    std::string uri;
    std::vector<mapping::ArgumentInfo> in;   // arguments of a procedure
    std::vector<mapping::ArgumentInfo> out;  // results of a procedure, content of a topic
  };
  const std::vector<Member>& members() const { return members_; }

 private:
  using CallHandler = std::function<void(const router::LocalCall&, router::Answer)>;

  void introspect();
  void read_properties();
  void show();
  void show_interface(const std::string& alias, const std::string& interface);
  void show_methods(const std::string& alias, const std::string& interface);
  void show_signals(const std::string& alias, const std::string& interface);
  void show_properties(const std::string& alias, const std::string& interface);
  void show_property(const std::string& alias, const std::string& interface,
                     const std::string& property);
  void provide(Member member, CallHandler handler);
  void publish_property(const std::string& interface, const std::string& property,
                        const nlohmann::json& value);
  void on_property(const std::string& interface, const std::string& property,
                   const nlohmann::json& value);

  bool is_watched(const std::string& interface, const std::string& property) const;
  std::string type_of(const std::string& interface, const std::string& property) const;
  CallTarget target() { return {object_, queue_, context_.gate, place_.name}; }

  MirrorContext context_;
  const mapping::PolicyFile& file_;
  ObjectPlace place_;
  std::function<void()> on_shown_;
  bool is_shown_ = false;

  RemoteObject object_;
  CallQueue queue_;
  mapping::ObjectInfo info_;
  std::unique_ptr<PropertyCache> properties_;
  std::vector<Member> members_;
  std::vector<router::RegistrationId> registrations_;
  std::vector<std::unique_ptr<SignalRoute>> signals_;
  std::set<std::string> shown_properties_;  // "<interface>.<property>"
  std::set<std::string> retained_;          // topics
};

}  // namespace deskgate::gateway::bus
