// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/dealer.hpp"

#include <cassert>
#include <utility>

#include "router/callee_choice.hpp"
#include "router/options.hpp"
#include "router/passthru.hpp"
#include "router/realm.hpp"
#include "router/session.hpp"

namespace deskgate::router {
namespace {

Error make_error(std::string_view uri, std::string message) {
  return {std::string(uri), std::move(message)};
}

bool takes_progress(const RegisteredCallee& callee) {
  return callee.peer->features().callee.progressive_call_results;
}

}  // namespace

Dealer::~Dealer() {
  assert(pending_.is_empty());
}

void Dealer::on_call(const Principal& caller, const Call& call, const CallOptions& options,
                     const Verdict& verdict) {
  const auto refuse = [&](const Error& error) {
    realm_.refuse(caller.session, Code::call, call.request, error);
  };
  auto* registration = registrar_.table().best_match(call.procedure);
  if (!registration) {
    return refuse(make_error(error::no_such_procedure, "nobody provides " + quote(call.procedure)));
  }
  const auto* callee = choose_callee(*registration, {}, realm_.entropy());
  const auto fault = find_fault(*callee, call, options);
  if (fault) return refuse(*fault);
  const auto opened = pending_.open({caller.session, call.request}, callee->session,
                                    realm_.limits_of(caller.session).pending_calls);
  if (!opened) return refuse(opened.error());

  auto& pending = **opened;
  pending.registration = registration->id;
  pending.receives_progress = options.receive_progress && takes_progress(*callee);
  pending.is_open = options.progress;
  if (pending.is_open || registration->match != Match::exact) pending.procedure = call.procedure;
  if (callee->peer->features().callee.call_reroute) {
    pending.rerouting = std::make_unique<Rerouting>(Rerouting{call, options, verdict});
  }
  set_timeout(pending, *callee, options);
  callee->peer->send(Invocation{pending.invocation, registration->id,
                                details_for(caller, *registration, *callee, call, options, verdict),
                                call.payload});
}

// Why this callee cannot serve the call; nullopt: it can.
std::optional<Error> Dealer::find_fault(const RegisteredCallee& callee, const Call& call,
                                        const CallOptions& options) const {
  const auto& features = callee.peer->features().callee;
  if (options.progress && !features.progressive_call_invocations) {
    return make_error(error::feature_not_supported,
                      "the callee has not announced progressive_call_invocations with "
                      "call_canceling");
  }
  if (is_passthru(call.options) && !features.payload_passthru_mode) {
    return make_error(error::feature_not_supported,
                      "the callee has not announced payload_passthru_mode");
  }
  const auto taken = callee.peer->takes(call.payload);
  if (!taken) return taken.error();
  return std::nullopt;
}

// A callee that keeps the time itself gets the configured time beside its own: a call ends even if
// the callee forgets it.
void Dealer::set_timeout(PendingCall& pending, const RegisteredCallee& callee,
                         const CallOptions& options) {
  const auto configured = realm_.settings().call_timeout;
  pending.timeout = options.timeout.count() > 0 ? options.timeout : configured;
  if (forwards_timeout(callee, options)) {
    pending.timeout = configured.count() > 0 ? options.timeout + configured : configured;
  }
  pending_.restart_timeout(pending, realm_.clock().now());
}

bool Dealer::forwards_timeout(const RegisteredCallee& callee, const CallOptions& options) const {
  return options.timeout.count() > 0 && callee.forward_timeout &&
         callee.peer->features().callee.call_timeout;
}

Dict Dealer::details_for(const Principal& caller, const Registration& registration,
                         const RegisteredCallee& callee, const Call& call,
                         const CallOptions& options, const Verdict& verdict) const {
  Dict details;
  if (registration.match != Match::exact) details["procedure"] = call.procedure;
  if (options.receive_progress && takes_progress(callee)) details["receive_progress"] = true;
  if (options.progress) details["progress"] = true;
  if (forwards_timeout(callee, options)) details["timeout"] = options.timeout.count();
  if (discloses(callee, options, verdict)) {
    details["caller"] = caller.session.value;
    details["caller_authid"] = caller.authid;
    details["caller_authrole"] = caller.authrole;
  }
  if (verdict.trustlevel) details["trustlevel"] = *verdict.trustlevel;
  carry_passthru(call.options, details);
  return details;
}

// The sessions of this process decide on who calls, so they are always told.
bool Dealer::discloses(const RegisteredCallee& callee, const CallOptions& options,
                       const Verdict& verdict) const {
  if (callee.peer->is_trusted()) return true;
  if (verdict.disclosure == Disclosure::on_request) {
    return options.disclose_me || callee.disclose_caller;
  }
  return verdict.disclosure == Disclosure::always;
}

Result<void> Dealer::on_call_continued(const Principal& caller, const Call& call, bool is_last) {
  const CallKey key{caller.session, call.request};
  auto* pending = pending_.find(key);
  if (!pending && pending_.has_finished(key)) return {};
  if (!pending || !pending->is_open) {
    return make_error(error::protocol_violation, "CALL: request id " +
                                                     std::to_string(call.request.value) +
                                                     " has been used, and not for a progressive "
                                                     "call that goes on");
  }
  if (pending->procedure != call.procedure) return {};
  if (const auto taken = realm_.find(pending->callee)->takes(call.payload); !taken) {
    interrupt(*pending, CancelMode::killnowait, error::invalid_argument);
    fail(*pending, taken.error());
    return {};
  }
  pending->rerouting.reset();
  pending_.restart_timeout(*pending, realm_.clock().now());
  Dict details;
  const auto* registration = registrar_.table().find(pending->registration);
  if (registration && registration->match != Match::exact) details["procedure"] = call.procedure;
  if (!is_last) details["progress"] = true;
  realm_.send(pending->callee, Invocation{pending->invocation, pending->registration,
                                          std::move(details), call.payload});
  return {};
}

bool Dealer::abandon(const CallKey& call, const Error& error) {
  auto* pending = pending_.find(call);
  if (!pending || !pending->is_open) return false;
  interrupt(*pending, CancelMode::killnowait, error.uri);
  fail(*pending, error);
  return true;
}

void Dealer::on_cancel(const Principal& caller, const Cancel& cancel, CancelMode mode) {
  auto* pending = pending_.find({caller.session, cancel.request});
  if (!pending) return;
  const bool is_told = realm_.features_of(pending->callee).callee.call_canceling;
  if (mode == CancelMode::kill && is_told) {
    if (std::exchange(pending->is_killed, true)) return;
    pending->rerouting.reset();
    return interrupt(*pending, mode, error::canceled);
  }
  if (mode != CancelMode::skip) interrupt(*pending, CancelMode::killnowait, error::canceled);
  fail(*pending, make_error(error::canceled, "the caller has cancelled the call"));
}

// Only a callee that has announced it may be interrupted.
void Dealer::interrupt(const PendingCall& pending, CancelMode mode, std::string_view reason) {
  if (!realm_.features_of(pending.callee).callee.call_canceling) return;
  realm_.send(pending.callee,
              Interrupt{pending.invocation, {{"mode", to_string(mode)}, {"reason", reason}}});
}

Result<void> Dealer::on_yield(const Principal& callee, const Yield& yield) {
  const auto is_progress = read_flag(Code::yield, yield.options, "progress", false);
  if (!is_progress) return is_progress.error();
  const auto found = find(callee.session, Code::yield, yield.request.value);
  if (!found) return found.error();
  if (!*found) return {};
  auto& pending = **found;
  // Whoever has not asked for progress waits for the final answer.
  if (*is_progress && !pending.receives_progress) return {};
  const auto caller = pending.key.caller;
  if (is_passthru(yield.options) && !realm_.features_of(caller).caller.payload_passthru_mode) {
    if (*is_progress) interrupt(pending, CancelMode::killnowait, error::feature_not_supported);
    fail(pending, make_error(error::feature_not_supported,
                             "the callee has answered in payload passthru mode, which the caller "
                             "has not announced"));
    return {};
  }
  Dict details;
  if (*is_progress) details["progress"] = true;
  carry_passthru(yield.options, details);
  realm_.send(caller, CallResult{pending.key.request, std::move(details), yield.payload});
  if (!*is_progress) {
    pending_.close(pending);
    return {};
  }
  pending.rerouting.reset();
  pending_.restart_timeout(pending, realm_.clock().now());
  return {};
}

Result<void> Dealer::on_error(const Principal& callee, const CallError& failure) {
  const auto found = find(callee.session, Code::error, failure.request);
  if (!found) return found.error();
  if (!*found) return {};
  auto& pending = **found;
  if (failure.error == error::unavailable && pending.rerouting) {
    reroute(pending);
    return {};
  }
  if (!is_uri(failure.error)) {
    fail(pending, make_error(error::invalid_uri, "the callee failed with an error that is no URI"));
    return {};
  }
  Dict details;
  carry_passthru(failure.details, details);
  realm_.send(pending.key.caller, CallError{Code::call, pending.key.request.value,
                                            std::move(details), failure.error, failure.payload});
  pending_.close(pending);
  return {};
}

// The callee has said that it cannot attend to the call: another one of the same registration may.
void Dealer::reroute(PendingCall& pending) {
  auto& rerouting = *pending.rerouting;
  rerouting.tried.push_back(pending.callee);
  auto* registration = registrar_.table().find(pending.registration);
  const auto* callee =
      registration ? choose_callee(*registration, rerouting.tried, realm_.entropy()) : nullptr;
  if (!callee) {
    return fail(pending, make_error(error::no_available_callee,
                                    "no callee of " + quote(rerouting.call.procedure) +
                                        " can attend to the call now"));
  }
  const auto fault = find_fault(*callee, rerouting.call, rerouting.options);
  if (fault) return fail(pending, *fault);
  pending_.move(pending, callee->session);
  pending.receives_progress = rerouting.options.receive_progress && takes_progress(*callee);
  set_timeout(pending, *callee, rerouting.options);
  const auto& caller = realm_.find(pending.key.caller)->principal();
  callee->peer->send(Invocation{pending.invocation, registration->id,
                                details_for(caller, *registration, *callee, rerouting.call,
                                            rerouting.options, rerouting.verdict),
                                rerouting.call.payload});
  if (!callee->peer->features().callee.call_reroute) pending.rerouting.reset();
}

// The call that a callee answers; nullptr: nobody waits for it any longer.
Result<PendingCall*> Dealer::find(SessionId callee, Code message, std::uint64_t invocation) {
  auto* pending = pending_.find(callee, InvocationId{invocation});
  if (!pending && !pending_.was_issued(callee, InvocationId{invocation})) {
    return make_error(error::protocol_violation, std::string(name_of(message)) +
                                                     ": this session has had no invocation " +
                                                     std::to_string(invocation));
  }
  return pending;
}

// Ends the call with an error of ours.
void Dealer::fail(PendingCall& pending, const Error& error) {
  realm_.refuse(pending.key.caller, Code::call, pending.key.request, error);
  pending_.close(pending);
}

void Dealer::expire(Time now) {
  for (const auto& call : pending_.timed_out(now)) {
    auto* pending = pending_.find(call);
    interrupt(*pending, CancelMode::killnowait, error::timeout);
    fail(*pending,
         make_error(error::timeout, "there was no answer within " +
                                        std::to_string(pending->timeout.count()) + " ms"));
  }
}

void Dealer::judge_again() {
  for (const auto& call : pending_.all()) {
    auto* pending = pending_.find(call);
    const auto* caller = realm_.find(call.caller);
    if (caller->is_trusted() || may_go_on(*pending, caller->principal())) continue;
    interrupt(*pending, CancelMode::killnowait, error::not_authorized);
    fail(*pending, make_error(error::not_authorized,
                              "the rules have changed, and this call is not allowed any longer"));
  }
  registrar_.judge_again();
}

// What nobody provides any longer has no name to be judged by.
bool Dealer::may_go_on(const PendingCall& pending, const Principal& caller) const {
  const auto* registration = registrar_.table().find(pending.registration);
  if (pending.procedure.empty() && !registration) return true;
  const auto& procedure = pending.procedure.empty() ? registration->procedure : pending.procedure;
  const Request again{Action::call, procedure, Match::exact, Occasion::again};
  return realm_.decide(caller, again).is_allowed;
}

void Dealer::forget(SessionId session) {
  registrar_.forget(session);
  for (const auto& call : pending_.calls_to(session)) {
    fail(*pending_.find(call),
         make_error(error::canceled, "the callee has left before it answered"));
  }
  for (const auto& call : pending_.calls_of(session)) {
    auto* pending = pending_.find(call);
    interrupt(*pending, CancelMode::killnowait, error::canceled);
    pending_.close(*pending);
  }
  pending_.forget(session);
}

}  // namespace deskgate::router
