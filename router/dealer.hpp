// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The dealer: calls to registrations, and answers back (specification, "Remote Procedure Calls").
//
// Guarantees: each call gets exactly one final RESULT or one ERROR, unless its caller leaves;
// invocations of one caller reach one callee in order; arguments pass unread. What ends a call:
//
//   the callee answers         RESULT or ERROR, passed on
//   CANCEL skip, killnowait    ERROR canceled at once; killnowait also interrupts the callee
//   CANCEL kill                interrupts the callee; its answer, whatever it is, is passed on
//   the time-out               ERROR timeout at once; interrupts the callee
//   the callee leaves          ERROR canceled
//   the caller leaves          nobody to tell; interrupts the callee
//   the caller loses the right ERROR not_authorized at once; interrupts the callee
//
// A callee that has not announced call_canceling is never interrupted; `kill` then means `skip`. An
// answer that comes after the end is dropped. A time-out limits each gap between progressive
// messages, not the whole.
#pragma once

#include "router/authorizer.hpp"
#include "router/call_options.hpp"
#include "router/features.hpp"
#include "router/message.hpp"
#include "router/pending_calls.hpp"
#include "router/registrar.hpp"

namespace deskgate::router {

class Realm;

// Belongs to `realm`. All sessions have left when it is destroyed (asserted).
class Dealer {
 public:
  explicit Dealer(Realm& realm) : realm_(realm), registrar_(realm) {}
  ~Dealer();
  Dealer(const Dealer&) = delete;
  Dealer& operator=(const Dealer&) = delete;

  Registrar& registrar() { return registrar_; }
  const Registrations& registrations() const { return registrar_.table(); }

  // A lawful, authorised call with the next request id.
  void on_call(const Principal& caller, const Call& call, const CallOptions& options,
               const Verdict& verdict);

  // A CALL with a request id that has been used: more of a progressive call, which goes to the same
  // callee. Fails with wamp.error.protocol_violation if the id is not that of a progressive call
  // that is going on, or that ended a short while ago: then it is dropped.
  Result<void> on_call_continued(const Principal& caller, const Call& call, bool is_last);

  // A progressive call has been made. If it has failed already, the caller may not know that yet
  // and send more of it, which is dropped.
  void expect_more(const CallKey& call) { pending_.remember_finished(call); }

  // The caller of a progressive call may not go on with it: ends it with this error. false: there
  // is no such call that goes on.
  bool abandon(const CallKey& call, const Error& error);

  // A call that is no longer pending, or never was, is ignored: its answer may have crossed the
  // CANCEL.
  void on_cancel(const Principal& caller, const Cancel& cancel, CancelMode mode);

  // Answers of a callee. Fail with wamp.error.protocol_violation for an invocation that it never
  // got.
  Result<void> on_yield(const Principal& callee, const Yield& yield);
  Result<void> on_error(const Principal& callee, const CallError& failure);

  // Nothing times out before this; nullopt: nothing ever does.
  std::optional<Time> next_timeout() const { return pending_.next_timeout(); }
  // Ends the calls that have timed out by now.
  void expire(Time now);

  // The authorizer's rules have changed: takes back registrations, and ends calls with
  // wamp.error.not_authorized, that it refuses now.
  void judge_again();

  void forget(SessionId session);

  // Whether somebody waits for the answer to this invocation.
  bool awaits(SessionId callee, InvocationId invocation) {
    return pending_.find(callee, invocation) != nullptr;
  }

  // Whether the tables agree.
  bool invariant() const { return registrar_.table().invariant() && pending_.invariant(); }

 private:
  std::optional<Error> find_fault(const RegisteredCallee& callee, const Call& call,
                                  const CallOptions& options) const;
  void set_timeout(PendingCall& pending, const RegisteredCallee& callee,
                   const CallOptions& options);
  bool forwards_timeout(const RegisteredCallee& callee, const CallOptions& options) const;
  Dict details_for(const Principal& caller, const Registration& registration,
                   const RegisteredCallee& callee, const Call& call, const CallOptions& options,
                   const Verdict& verdict) const;
  bool discloses(const RegisteredCallee& callee, const CallOptions& options,
                 const Verdict& verdict) const;
  void reroute(PendingCall& pending);
  bool may_go_on(const PendingCall& pending, const Principal& caller) const;
  Result<PendingCall*> find(SessionId callee, Code message, std::uint64_t invocation);
  void fail(PendingCall& pending, const Error& error);
  void interrupt(const PendingCall& pending, CancelMode mode, std::string_view reason);

  Realm& realm_;
  Registrar registrar_;
  PendingCalls pending_;
};

}  // namespace deskgate::router
