// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/pending_calls.hpp"

#include <algorithm>
#include <cassert>
#include <string>

#include "router/uri.hpp"

namespace deskgate::router {

Result<InvocationId> PendingCalls::open(const CallKey& call, SessionId callee) {
  if (find(call)) {
    return Error{std::string(error::protocol_violation),
                 "CALL: request id " + std::to_string(call.request.value) + " is in use"};
  }
  auto& calls = callers_[call.caller];
  if (calls.size() >= capacity_) {
    return Error{std::string(error::unavailable), "a session may wait for " +
                                                      std::to_string(capacity_) +
                                                      " calls at once; wait for an answer first"};
  }
  auto& asked = callees_[callee];
  const InvocationId invocation{asked.last_invocation = next_id(asked.last_invocation)};
  calls.emplace(call.request, Invoked{callee, invocation});
  asked.pending.emplace(invocation, call);
  return invocation;
}

std::optional<CallKey> PendingCalls::close(SessionId callee, InvocationId invocation) {
  const auto asked = callees_.find(callee);
  if (asked == callees_.end()) return std::nullopt;
  const auto pending = asked->second.pending.extract(invocation);
  if (pending.empty()) return std::nullopt;
  erase_caller_side(pending.mapped());
  return pending.mapped();
}

bool PendingCalls::cancel(const CallKey& call) {
  const auto* invoked = find(call);
  if (!invoked) return false;
  callees_.at(invoked->callee).pending.erase(invoked->invocation);
  erase_caller_side(call);
  return true;
}

bool PendingCalls::was_issued(SessionId callee, InvocationId invocation) const {
  const auto asked = callees_.find(callee);
  return asked != callees_.end() && invocation.value <= asked->second.last_invocation;
}

std::vector<CallKey> PendingCalls::forget(SessionId session) {
  std::vector<CallKey> untold;
  const auto asked = callees_.extract(session);
  if (!asked.empty()) {
    for (const auto& [invocation, call] : asked.mapped().pending) {
      erase_caller_side(call);
      if (call.caller != session) untold.push_back(call);
    }
  }
  const auto calls = callers_.extract(session);
  if (!calls.empty()) {
    for (const auto& [request, invoked] : calls.mapped()) {
      callees_.at(invoked.callee).pending.erase(invoked.invocation);
    }
  }
  std::sort(untold.begin(), untold.end());
  return untold;
}

const PendingCalls::Invoked* PendingCalls::find(const CallKey& call) const {
  const auto calls = callers_.find(call.caller);
  if (calls == callers_.end()) return nullptr;
  const auto found = calls->second.find(call.request);
  return found == calls->second.end() ? nullptr : &found->second;
}

void PendingCalls::erase_caller_side(const CallKey& call) {
  const auto calls = callers_.find(call.caller);
  assert(calls != callers_.end());
  calls->second.erase(call.request);
  if (calls->second.empty()) callers_.erase(calls);
}

bool PendingCalls::invariant() const {
  std::size_t waiting = 0;
  for (const auto& [caller, calls] : callers_) waiting += calls.size();
  for (const auto& [callee, asked] : callees_) {
    for (const auto& [invocation, call] : asked.pending) {
      const auto* invoked = find(call);
      if (!invoked || invoked->callee != callee || invoked->invocation != invocation) return false;
      if (!was_issued(callee, invocation)) return false;
      --waiting;
    }
  }
  return waiting == 0;
}

}  // namespace deskgate::router
