// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The dealer: registrations, calls to them, and answers back (specification, "Remote Procedure
// Calls").
//
// Guarantees: each call gets exactly one RESULT or ERROR, unless its caller leaves; invocations of
// one caller reach one callee in order; REGISTERED comes before the first INVOCATION; arguments
// pass unread. A procedure has one callee, matched exactly. UNREGISTER leaves calls in flight to
// their callee.
#pragma once

#include "router/authorizer.hpp"
#include "router/message.hpp"
#include "router/pending_calls.hpp"
#include "router/registrations.hpp"

namespace deskgate::router {

class Realm;

// Belongs to `realm`. All sessions have left when it is destroyed (asserted).
class Dealer {
 public:
  explicit Dealer(Realm& realm) : realm_(realm) {}
  ~Dealer();
  Dealer(const Dealer&) = delete;
  Dealer& operator=(const Dealer&) = delete;

  // Each takes a lawful, authorised request of the session and sends the answers itself.
  void on_register(const Principal& callee, const Register& request);
  void on_unregister(const Principal& callee, const Unregister& request);
  void on_call(const Principal& caller, const Call& call);

  // The caller is answered wamp.error.canceled at once, and the callee is not told. A call that is
  // no longer pending, or never was, is ignored: its answer may have crossed the CANCEL.
  void on_cancel(const Principal& caller, const Cancel& cancel);

  // Answers of a callee. Fail with wamp.error.protocol_violation for an invocation that it never
  // got. A late answer is dropped.
  Result<void> on_yield(const Principal& callee, const Yield& yield);
  Result<void> on_error(const Principal& callee, const CallError& failure);

  void forget(SessionId session);

  const Registrations& registrations() const { return registrations_; }

  // Whether the tables agree.
  bool invariant() const { return registrations_.invariant() && pending_.invariant(); }

 private:
  void remove(SessionId callee, RegistrationId registration);
  Dict invocation_details(const Principal& caller, SessionId callee) const;
  Result<std::optional<CallKey>> close(SessionId callee, Code message, std::uint64_t invocation);

  Realm& realm_;
  Registrations registrations_;
  PendingCalls pending_;
};

}  // namespace deskgate::router
