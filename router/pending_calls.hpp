// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Every call between CALL and its last answer.
//
// One call is known by two names: (caller, request) on the caller's side and (callee, invocation)
// on the callee's. This class owns both indexes, so they cannot disagree. It also counts the
// invocations of each callee: an answer to one that was issued but is no longer pending is late,
// an answer to any other is a violation. Not thread-safe.
#pragma once

#include <compare>
#include <optional>
#include <unordered_map>
#include <vector>

#include "router/error.hpp"
#include "router/id.hpp"
#include "router/limits.hpp"

namespace deskgate::router {

// A call as its caller names it.
struct CallKey {
  SessionId caller;
  RequestId request;
  friend auto operator<=>(const CallKey&, const CallKey&) = default;
};

class PendingCalls {
 public:
  explicit PendingCalls(std::size_t capacity = max_pending_calls) : capacity_(capacity) {}

  // Opens a call. Fails with wamp.error.protocol_violation if the caller already uses this request
  // id, with wamp.error.unavailable if it has `capacity` calls pending.
  Result<InvocationId> open(const CallKey& call, SessionId callee);

  // Closes the call and says who waits for the answer; nullopt if it was cancelled, the caller has
  // left, or there never was one.
  std::optional<CallKey> close(SessionId callee, InvocationId invocation);

  // The caller no longer waits. false: it did not.
  bool cancel(const CallKey& call);

  // Whether the callee has ever been asked so.
  bool was_issued(SessionId callee, InvocationId invocation) const;

  // Forgets the session on both sides; returns the calls whose callers must now be told, in order.
  std::vector<CallKey> forget(SessionId session);

  bool is_empty() const { return callers_.empty() && callees_.empty(); }

  // Whether both indexes hold the same calls.
  bool invariant() const;

 private:
  struct Invoked {
    SessionId callee;
    InvocationId invocation;
  };
  using Calls = std::unordered_map<RequestId, Invoked>;
  struct Callee {
    std::uint64_t last_invocation = 0;
    std::unordered_map<InvocationId, CallKey> pending{};
  };

  const Invoked* find(const CallKey& call) const;
  void erase_caller_side(const CallKey& call);

  std::size_t capacity_;
  std::unordered_map<SessionId, Calls> callers_;   // of those that wait
  std::unordered_map<SessionId, Callee> callees_;  // of those that were ever invoked
};

}  // namespace deskgate::router
