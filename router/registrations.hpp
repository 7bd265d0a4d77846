// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Who provides which procedure: one callee each. Found by procedure, by id and by callee, and this
// class owns the three indexes. Not thread-safe.
#pragma once

#include <set>
#include <string>
#include <unordered_map>

#include "router/id.hpp"
#include "router/string_hash.hpp"

namespace deskgate::router {

// One procedure and the session that provides it.
struct Registration {
  RegistrationId id;
  std::string procedure;
  SessionId callee;
};

class Registrations {
 public:
  // nullptr: somebody provides the procedure already.
  const Registration* add(SessionId callee, std::string_view procedure);

  // false: the session has no such registration.
  bool remove(SessionId callee, RegistrationId registration);

  void forget(SessionId callee);

  // nullptr: nobody provides it.
  const Registration* find(std::string_view procedure) const;
  std::size_t count(SessionId callee) const;

  bool is_empty() const { return by_id_.empty(); }

  // Whether the indexes agree.
  bool invariant() const;

 private:
  void erase(RegistrationId registration);

  std::uint64_t last_id_ = 0;
  std::unordered_map<RegistrationId, Registration> by_id_;
  std::unordered_map<std::string, const Registration*, StringHash, std::equal_to<>> by_procedure_;
  std::unordered_map<SessionId, std::set<RegistrationId>> by_callee_;
};

}  // namespace deskgate::router
