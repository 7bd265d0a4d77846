// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/call_gate.hpp"

#include "router/uri.hpp"

namespace deskgate::gateway::bus {

router::Result<nlohmann::json> CallGate::arguments(const router::LocalCall& call) const {
  auto values = call.payload.values();
  if (!values) return values.error();
  if (!values->kwargs.empty()) {
    return router::Error{std::string(router::error::invalid_argument),
                         call.procedure + " takes its arguments by position, not by keyword (\"" +
                             values->kwargs.begin().key() + "\")"};
  }
  return std::move(values->args);
}

std::optional<router::Error> CallGate::refuse(const router::LocalCall& call,
                                              const nlohmann::json& arguments,
                                              const std::vector<std::string>& names) const {
  const auto decision = policy_.decide(roles_.grants_of(call.caller.authrole),
                                       mapping::Operation::call, call.procedure);
  auto reason = decision.is_allowed ? mapping::refuse_arguments(decision.rules, arguments, names)
                                    : std::optional<std::string>(decision.reason);
  if (!reason) return std::nullopt;
  return router::Error{std::string(router::error::not_authorized), std::move(*reason)};
}

bool CallGate::may_get(const router::LocalCall& call, const mapping::PolicyFile& file,
                       std::string_view interface, std::string_view property) const {
  return mapping::may_get(roles_.grants_of(call.caller.authrole), file, interface, property);
}

}  // namespace deskgate::gateway::bus
