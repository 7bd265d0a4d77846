// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Who provides which procedures.
//
// A registration is a (procedure, match) that one session provides, or several where the first of
// them has chosen a policy that shares it. All share its id. It is found by id, by URI and by
// callee, and this class owns the indexes. Not thread-safe.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "router/clock.hpp"
#include "router/id.hpp"
#include "router/pattern_index.hpp"

namespace deskgate::router {

// Which callee of a registration is asked (specification, "Shared Registration"). `single`: there
// is only one.
enum class InvocationPolicy { single, roundrobin, random, first, last };

std::string_view to_string(InvocationPolicy policy);

// The inverse of to_string; nullopt for any other text.
std::optional<InvocationPolicy> invocation_policy_from(std::string_view text);

class Session;

// One session that provides it, and what it asked for in REGISTER.Options. It is forgotten here
// before it ends, so that calls need no look-up to reach it.
struct RegisteredCallee {
  SessionId session;
  Session* peer = nullptr;
  bool forward_timeout = false;
  bool disclose_caller = false;
};

// What its callees share. They are in the order in which they came.
struct Registration {
  RegistrationId id;
  std::string procedure;
  Match match = Match::exact;
  InvocationPolicy policy = InvocationPolicy::single;
  Date created{};
  std::vector<RegisteredCallee> callees{};
  std::size_t turn = 0;  // index of the callee whose turn it is: roundrobin

  // nullptr: the session does not provide it.
  const RegisteredCallee* find_callee(SessionId session) const;
};

class Registrations {
 public:
  // The registration as it would be without callees: what a REGISTER describes.
  struct Key {
    std::string_view procedure;
    Match match = Match::exact;
  };

  // Adds the callee to the registration, or makes one. The caller has checked that it may join:
  // same policy, not `single`, not in it yet.
  Registration& add(const Key& key, InvocationPolicy policy, const RegisteredCallee& callee,
                    Date now);

  // The session, one of its callees, leaves the registration. Returns it if nobody provides it any
  // longer.
  std::optional<Registration> remove(SessionId callee, RegistrationId registration);

  // nullptr: nobody provides it.
  Registration* find(const Key& key) const { return by_pattern_.find(key.procedure, key.match); }
  const Registration* find(RegistrationId registration) const;
  Registration* find(RegistrationId registration);

  // The one that a call of `procedure` goes to; nullptr: nobody provides it.
  Registration* best_match(std::string_view procedure) const {
    return by_pattern_.best_match(procedure);
  }

  bool is_callee(SessionId session, RegistrationId registration) const;
  std::size_t count(SessionId callee) const;

  // What the session provides, in the order of ids.
  std::vector<RegistrationId> of(SessionId callee) const;

  // Calls visit(const Registration&) for each, in no particular order.
  template <class Visit>
  void visit_all(Visit visit) const {
    for (const auto& [id, registration] : by_id_) visit(registration);
  }

  bool is_empty() const { return by_id_.empty(); }

  // Whether the indexes agree.
  bool invariant() const;

 private:
  std::uint64_t last_id_ = 0;
  std::unordered_map<RegistrationId, Registration> by_id_;
  PatternIndex<Registration> by_pattern_;
  std::unordered_map<SessionId, std::set<RegistrationId>> by_callee_;
};

}  // namespace deskgate::router
