// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/pending_calls.hpp"

#include <algorithm>
#include <cassert>

#include "router/uri.hpp"

namespace deskgate::router {

Result<PendingCall*> PendingCalls::open(const CallKey& call, SessionId callee,
                                        std::size_t capacity) {
  auto& pending = callers_[call.caller].pending;
  if (pending.size() >= capacity) {
    return Error{std::string(error::unavailable), "a session may wait for " +
                                                      std::to_string(capacity) +
                                                      " calls at once; wait for an answer first"};
  }
  auto& opened = pending[call.request];
  if (opened) {
    return Error{std::string(error::protocol_violation),
                 "CALL: request id " + std::to_string(call.request.value) + " is in use"};
  }
  opened = std::make_unique<PendingCall>();
  opened->key = call;
  issue(*opened, callee);
  return opened.get();
}

void PendingCalls::issue(PendingCall& call, SessionId callee) {
  auto& asked = callees_[callee];
  call.callee = callee;
  call.invocation.value = asked.last_invocation = next_id(asked.last_invocation);
  asked.pending.emplace(call.invocation, &call);
}

void PendingCalls::move(PendingCall& call, SessionId callee) {
  callees_.at(call.callee).pending.erase(call.invocation);
  issue(call, callee);
}

PendingCall* PendingCalls::find(const CallKey& call) {
  const auto caller = callers_.find(call.caller);
  if (caller == callers_.end()) return nullptr;
  const auto found = caller->second.pending.find(call.request);
  return found == caller->second.pending.end() ? nullptr : found->second.get();
}

PendingCall* PendingCalls::find(SessionId callee, InvocationId invocation) {
  const auto asked = callees_.find(callee);
  if (asked == callees_.end()) return nullptr;
  const auto found = asked->second.pending.find(invocation);
  return found == asked->second.pending.end() ? nullptr : found->second;
}

void PendingCalls::close(PendingCall& call) {
  callees_.at(call.callee).pending.erase(call.invocation);
  const auto key = call.key;
  const bool was_open = call.is_open;
  callers_.at(key.caller).pending.erase(key.request);
  if (was_open) remember_finished(key);
}

void PendingCalls::remember_finished(const CallKey& call) {
  if (find(call)) return;
  auto& finished = callers_[call.caller].finished;
  finished.push_back(call.request);
  if (finished.size() > max_finished_calls) finished.erase(finished.begin());
}

void PendingCalls::restart_timeout(PendingCall& call, Time now) {
  call.deadline.cancel();
  if (call.timeout.count() > 0) deadlines_.set(call.deadline, call.key, call.timeout, now);
}

bool PendingCalls::was_issued(SessionId callee, InvocationId invocation) const {
  const auto asked = callees_.find(callee);
  return asked != callees_.end() && invocation.value <= asked->second.last_invocation;
}

bool PendingCalls::has_finished(const CallKey& call) const {
  const auto caller = callers_.find(call.caller);
  return caller != callers_.end() &&
         std::ranges::find(caller->second.finished, call.request) != caller->second.finished.end();
}

std::vector<CallKey> PendingCalls::all() const {
  std::vector<CallKey> calls;
  for (const auto& [session, caller] : callers_) {
    for (const auto& [request, call] : caller.pending) calls.push_back(call->key);
  }
  std::ranges::sort(calls);
  return calls;
}

std::vector<CallKey> PendingCalls::calls_of(SessionId session) const {
  std::vector<CallKey> calls;
  const auto caller = callers_.find(session);
  if (caller == callers_.end()) return calls;
  for (const auto& [request, call] : caller->second.pending) calls.push_back(call->key);
  std::ranges::sort(calls);
  return calls;
}

std::vector<CallKey> PendingCalls::calls_to(SessionId session) const {
  std::vector<CallKey> calls;
  const auto callee = callees_.find(session);
  if (callee == callees_.end()) return calls;
  for (const auto& [invocation, call] : callee->second.pending) calls.push_back(call->key);
  std::ranges::sort(calls);
  return calls;
}

void PendingCalls::forget(SessionId session) {
  assert(calls_of(session).empty() && calls_to(session).empty());
  callers_.erase(session);
  callees_.erase(session);
}

bool PendingCalls::invariant() const {
  std::size_t waiting = 0;
  for (const auto& [caller, calls] : callers_) waiting += calls.pending.size();
  for (const auto& [callee, asked] : callees_) {
    for (const auto& [invocation, call] : asked.pending) {
      const auto& of_caller = callers_.at(call->key.caller).pending;
      const auto found = of_caller.find(call->key.request);
      if (found == of_caller.end() || found->second.get() != call) return false;
      if (call->callee != callee || call->invocation != invocation) return false;
      if (!was_issued(callee, invocation)) return false;
      --waiting;
    }
  }
  return waiting == 0;
}

}  // namespace deskgate::router
