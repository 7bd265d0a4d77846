// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// From an invocation to a D-Bus call and back.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "gateway/bus/bus.hpp"
#include "gateway/bus/call_gate.hpp"
#include "gateway/bus/call_queue.hpp"
#include "gateway/bus/pending_changes.hpp"
#include "mapping/introspection.hpp"
#include "mapping/policy_file.hpp"
#include "router/local_peer.hpp"

namespace deskgate::gateway::bus {

// The object that calls go to, and who must agree to them. All of it outlives the routes.
struct CallTarget {
  RemoteObject& object;
  CallQueue::Lane& lane;
  PendingChanges& changes;
  CallGate& gate;
  const std::string& name;  // the well-known name, for messages
};

// Each takes one invocation. Calls to one service wait for their turn; where too many wait, or one
// for too long, the caller gets wamp.error.unavailable or wamp.error.timeout; where the object goes
// before it has answered, wamp.error.canceled. The arguments are checked against their D-Bus types
// and the policy; a call that does not fit is refused here and never sent. What the service has
// announced before it answered is told before the answer.
void call_method(const CallTarget& target, const std::string& interface, const std::string& method,
                 const mapping::MethodInfo& info, const router::LocalCall& call,
                 const router::Answer& answer);

// Asks the object, not the cache: some properties change without a word.
void get_property(const CallTarget& target, const std::string& interface,
                  const std::string& property, const router::LocalCall& call,
                  const router::Answer& answer);

// `types` are the D-Bus types that the property may have, at least one: the first that the value
// fits is taken.
void set_property(const CallTarget& target, const std::string& interface,
                  const std::string& property, const std::vector<std::string>& types,
                  const router::LocalCall& call, const router::Answer& answer);

// Answers one dictionary with the properties that the caller may get.
void get_all_properties(const CallTarget& target, const mapping::PolicyFile& file,
                        const std::string& interface, const router::LocalCall& call,
                        const router::Answer& answer);

}  // namespace deskgate::gateway::bus
