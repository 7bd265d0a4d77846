// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/call_gate.hpp"

#include <algorithm>

#include "gateway/audit/audited.hpp"
#include "gateway/audit/unrecorded.hpp"
#include "mapping/value.hpp"
#include "router/uri.hpp"

namespace deskgate::gateway::bus {
namespace {

using nlohmann::json;
using Expected = std::vector<mapping::ArgumentInfo>;

router::Error not_authorized(const std::string& reason) {
  return {std::string(router::error::not_authorized), reason};
}

router::Error nobody_to_ask(const std::string& procedure) {
  return not_authorized("the policy wants the desktop to be asked before " + procedure +
                        ", and there is nobody who can be asked");
}

router::Error too_often(const router::LocalCall& call, const mapping::Rule& rule,
                        mapping::RateLimiter::Duration wait) {
  const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(wait).count();
  return {std::string(router::error::unavailable),
          call.procedure + " may be called " + rule.limits.rate->text() + " by you; try again in " +
              std::to_string(milliseconds) + " ms"};
}

// Whom a rate counts: a device that comes back is the same. Strangers have a new name each time, so
// that all of them are one.
std::string name_of(const router::Principal& caller) {
  if (caller.authmethod == "anonymous") return caller.authrole;
  return caller.authrole + " " + caller.authid;
}

std::string signature_of(const Expected& expected) {
  std::string signature;
  for (const auto& argument : expected) signature += argument.type;
  return signature;
}

bool is_forcing(const mapping::Rule& rule) {
  return std::any_of(rule.arguments.begin(), rule.arguments.end(),
                     [](const auto& argument) { return argument.second.force.has_value(); });
}

// The call as the rule lets it pass; what it forces may not be what the service takes.
router::Result<Passage> under(const mapping::Rule& rule, json arguments, const Expected& expected) {
  Passage passage{std::move(arguments), rule.limits.timeout.value_or(mapping::call_timeout),
                  rule.limits.ask ? rule.grant : ""};
  if (!is_forcing(rule)) return passage;
  passage.arguments = mapping::with_forced(std::move(passage.arguments), rule, expected);
  const auto checked = mapping::check_body(signature_of(expected), passage.arguments, {});
  if (checked) return passage;
  return not_authorized("what the policy forces does not fit: " + checked.error().message);
}

// "mpris.control:26", the grant and the line in its file.
std::string place_of(const mapping::Rule& rule) {
  return rule.grant + ':' + std::to_string(rule.line);
}

}  // namespace

router::Result<json> CallGate::arguments(const router::LocalCall& call) const {
  auto values = call.payload.values();
  if (!values) return values.error();
  if (!values->kwargs.empty()) {
    return router::Error{std::string(router::error::invalid_argument),
                         call.procedure + " takes its arguments by position, not by keyword (\"" +
                             values->kwargs.begin().key() + "\")"};
  }
  return std::move(values->args);
}

router::Result<Passage> CallGate::pass(const router::LocalCall& call, json arguments,
                                       const Expected& expected) {
  const auto decision =
      policy_.decide(roles_.grants_of(call.caller), mapping::Operation::call, call.procedure);
  if (!decision.is_allowed) return not_authorized(decision.reason);
  const auto satisfied = mapping::satisfied_by(arguments, decision.rules, expected);
  if (satisfied.rules.empty()) return not_authorized(satisfied.refusal);
  auto shortest_wait = mapping::RateLimiter::Duration::max();
  const bool must_ask = satisfied.rules.front()->limits.ask;
  for (const auto* rule : satisfied.rules) {
    if (rule->limits.ask != must_ask) break;
    const auto wait =
        limiter_.refuse(name_of(call.caller), *rule, std::chrono::steady_clock::now());
    if (!wait) {
      auto passage = under(*rule, std::move(arguments), expected);
      if (!passage || must_ask) return passage;  // recorded when the desktop has agreed
      return let_pass(call.caller, call.procedure, *std::move(passage), *rule);
    }
    shortest_wait = std::min(shortest_wait, *wait);
  }
  return too_often(call, *satisfied.rules.front(), shortest_wait);
}

// Reading is not recorded: pages do it all the time.
router::Result<Passage> CallGate::let_pass(const router::Principal& caller,
                                           const std::string& procedure, Passage passage,
                                           const mapping::Rule& rule) const {
  const bool is_write = rule.access == mapping::Access::set || rule.limits.ask;
  if (!recorder_ || (rule.access != mapping::Access::call && !is_write)) return passage;
  auto entry = audit::entry_of(caller, is_write ? "write" : "call", "allowed");
  entry.uri = procedure;
  entry.rule = place_of(rule);
  if (recorder_->record(entry) || !is_write) return passage;
  return audit::unrecorded();
}

router::Result<Passage> CallGate::pass_again(const Waiting& call, json arguments,
                                             bool is_agreed) const {
  const auto decision =
      policy_.decide(roles_.grants_of(call.caller), mapping::Operation::call, call.procedure);
  if (!decision.is_allowed) return not_authorized(decision.reason);
  const auto satisfied = mapping::satisfied_by(arguments, decision.rules, call.expected);
  if (satisfied.rules.empty()) return not_authorized(satisfied.refusal);
  const auto& most_generous = *satisfied.rules.front();
  if (most_generous.limits.ask && !is_agreed) return nobody_to_ask(call.procedure);
  if (!is_agreed) return under(most_generous, std::move(arguments), call.expected);
  for (const auto* rule : satisfied.rules) {
    auto passage = under(*rule, arguments, call.expected);
    if (!passage || passage->arguments != arguments) continue;  // not what was shown
    return let_pass(call.caller, call.procedure, *std::move(passage), *rule);
  }
  return not_authorized("the rules would send something else now than the desktop has agreed to");
}

void CallGate::ask(const AskedCall& call, const router::Answer& awaited,
                   const std::weak_ptr<const Asking::Then>& then) const {
  if (asking_) return asking_->ask(call, awaited, then);
  if (const auto owned = then.lock()) (*owned)(nobody_to_ask(call.procedure));
}

bool CallGate::may_get(const router::LocalCall& call, const mapping::PolicyFile& file,
                       std::string_view interface, std::string_view property) const {
  const auto* present = policy_.find(file.id);
  return present && mapping::may_get(roles_.grants_of(call.caller), *present, interface, property);
}

}  // namespace deskgate::gateway::bus
