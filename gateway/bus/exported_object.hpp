// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// An object on the bus whose methods are WAMP procedures, and whose signals and properties come
// from WAMP topics: what [export] of one policy file says.
#pragma once

#include <memory>
#include <string>

#include "gateway/bus/exported_calls.hpp"
#include "gateway/bus/exported_topics.hpp"
#include "gateway/bus/local_object.hpp"
#include "gateway/bus/owned_name.hpp"
#include "mapping/policy_file.hpp"
#include "router/local_peer.hpp"

namespace deskgate::gateway::bus {

// There as long as it lives, which is shorter than its Bus does. It has a session of its own, so
// that its calls and subscriptions end with it.
class ExportedObject {
 public:
  // `neighbours` yields the paths of all exported objects of the bus.
  ExportedObject(Bus& bus, OwnedNames& names, std::unique_ptr<router::LocalPeer> peer,
                 mapping::PolicyFile file, std::function<std::vector<std::string>()> neighbours);
  ExportedObject(const ExportedObject&) = delete;
  ExportedObject& operator=(const ExportedObject&) = delete;

  const mapping::PolicyFile& file() const { return file_; }

 private:
  void on_call(IncomingCall call);
  void on_standard_call(IncomingCall& call);
  void call_method(IncomingCall& call, const mapping::ExportedMethod& method);
  void introspect(IncomingCall& call);
  void get(IncomingCall& call);
  void get_all(IncomingCall& call);
  void set(IncomingCall& call);
  const mapping::ExportedProperty* find_property(const IncomingCall& call,
                                                 const std::string& interface,
                                                 const std::string& property) const;

  mapping::PolicyFile file_;
  std::function<std::vector<std::string>()> neighbours_;
  std::unique_ptr<router::LocalPeer> peer_;
  LocalObject object_;
  ExportedTopics topics_;
  ExportedCalls calls_;
  std::shared_ptr<OwnedName> name_;  // last: who finds the name finds the object
};

}  // namespace deskgate::gateway::bus
