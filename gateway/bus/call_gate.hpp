// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The second look at a call, when its arguments are known: the realm has agreed to the URI, now the
// policy judges the values.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "gateway/roles.hpp"
#include "mapping/policy.hpp"
#include "router/local_peer.hpp"

namespace deskgate::gateway::bus {

// `policy` and `roles` outlive it.
class CallGate {
 public:
  CallGate(const mapping::Policy& policy, const Roles& roles) : policy_(policy), roles_(roles) {}

  // The positional arguments of a call, or what is wrong with them. Keyword arguments are refused:
  // D-Bus has none.
  router::Result<nlohmann::json> arguments(const router::LocalCall& call) const;

  // Why the caller may not say this; nullopt: it may.
  std::optional<router::Error> refuse(const router::LocalCall& call,
                                      const nlohmann::json& arguments,
                                      const std::vector<std::string>& names) const;

  // Whether the caller may read a property of an object under `file`.
  bool may_get(const router::LocalCall& call, const mapping::PolicyFile& file,
               std::string_view interface, std::string_view property) const;

 private:
  const mapping::Policy& policy_;
  const Roles& roles_;
};

}  // namespace deskgate::gateway::bus
