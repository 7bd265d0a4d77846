// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Every call between CALL and its last answer.
//
// One call is known by two names: (caller, request) on the caller's side and (callee, invocation)
// on the callee's. This class owns both indexes and the time-outs, so they cannot disagree. It also
// counts the invocations of each callee: an answer to one that was issued but is no longer pending
// is late, an answer to any other is a violation. And it remembers the latest progressive calls
// that each caller has finished: what the caller still sends for them has crossed their end.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "router/authorizer.hpp"
#include "router/call_options.hpp"
#include "router/deadlines.hpp"
#include "router/error.hpp"
#include "router/id.hpp"
#include "router/id_map.hpp"
#include "router/limits.hpp"
#include "router/message.hpp"

namespace deskgate::router {

// What it takes to ask another callee.
struct Rerouting {
  Call call;
  CallOptions options;
  Verdict verdict;
  std::vector<SessionId> tried{};
};

// One call, under both its names.
struct PendingCall {
  CallKey key;
  SessionId callee;
  InvocationId invocation;
  RegistrationId registration{};
  bool receives_progress = false;  // caller and callee have agreed on progressive results
  bool is_killed = false;          // cancelled with mode `kill`: the callee's answer ends it
  bool is_open = false;            // the caller may send more of it
  std::string procedure{};  // of an open call, or one to a pattern; else that of the registration
  std::chrono::milliseconds timeout{0};  // 0: none
  Deadline deadline{};
  std::unique_ptr<Rerouting> rerouting{};  // nullptr: nobody else can be asked
};

// Not thread-safe. References to a PendingCall are valid until it is closed.
class PendingCalls {
 public:
  // Opens a call. Fails with wamp.error.protocol_violation if the caller already uses this request
  // id, with wamp.error.unavailable if it has `capacity` calls pending.
  Result<PendingCall*> open(const CallKey& call, SessionId callee, std::size_t capacity);

  // Asks another callee instead, under a new invocation id.
  void move(PendingCall& call, SessionId callee);

  // nullptr: it was answered or cancelled, its caller has left, or there never was one.
  PendingCall* find(const CallKey& call);
  PendingCall* find(SessionId callee, InvocationId invocation);

  // The call has its answer, or nobody waits for it.
  void close(PendingCall& call);

  // The call times out `call.timeout` from now, whatever was set before; never if that is 0.
  void restart_timeout(PendingCall& call, Time now);

  // Nothing times out before this; nullopt: nothing ever does.
  std::optional<Time> next_timeout() const { return deadlines_.next(); }
  // The calls that have timed out by now, the earliest first. They are still open.
  std::vector<CallKey> timed_out(Time now) { return deadlines_.expire(now); }

  // Whether the callee has ever been asked so.
  bool was_issued(SessionId callee, InvocationId invocation) const;
  // Remembers a progressive call as finished, unless it is pending.
  void remember_finished(const CallKey& call);
  // Whether this was a progressive call that ended a while ago.
  bool has_finished(const CallKey& call) const;

  // Every call, in order.
  std::vector<CallKey> all() const;
  // What the session waits for, and what waits for it, in order.
  std::vector<CallKey> calls_of(SessionId caller) const;
  std::vector<CallKey> calls_to(SessionId callee) const;

  // The session has left, and all its calls are closed (asserted).
  void forget(SessionId session);

  bool is_empty() const { return callers_.empty() && callees_.empty(); }

  // Whether both indexes hold the same calls.
  bool invariant() const;

 private:
  struct Caller {
    IdMap<RequestId, std::unique_ptr<PendingCall>> pending{};
    std::vector<RequestId> finished{};  // progressive calls, the latest last
  };
  struct Callee {
    std::uint64_t last_invocation = 0;
    IdMap<InvocationId, PendingCall*> pending{};
  };

  void issue(PendingCall& call, SessionId callee);

  IdMap<SessionId, Caller> callers_;  // of those that ever called
  IdMap<SessionId, Callee> callees_;  // of those that were ever invoked
  Deadlines deadlines_;
};

}  // namespace deskgate::router
