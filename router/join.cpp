// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/join.hpp"

#include <array>
#include <utility>

#include "router/features.hpp"
#include "router/uri.hpp"

namespace deskgate::router {
namespace {

constexpr std::array<const char*, 4> client_roles = {"publisher", "subscriber", "caller", "callee"};

Result<void> check_roles(const Dict& details) {
  const auto roles = details.find("roles");
  if (roles == details.end() || !roles->is_object()) {
    return protocol_violation("HELLO: Details.roles must be a dictionary");
  }
  bool has_one = false;
  for (const auto* name : client_roles) {
    const auto role = roles->find(name);
    if (role == roles->end()) continue;
    if (!role->is_object()) {
      return protocol_violation("HELLO: Details.roles." + std::string(name) +
                                " must be a dictionary");
    }
    has_one = true;
  }
  if (has_one) return {};
  return protocol_violation(
      "HELLO: Details.roles must have at least one of publisher, subscriber, caller, callee");
}

Result<void> check_authmethods(const Dict& details) {
  const auto methods = details.find("authmethods");
  if (methods == details.end() || methods->is_array()) return {};
  return protocol_violation("HELLO: Details.authmethods must be a list");
}

}  // namespace

Result<void> check_hello(const Hello& hello) {
  auto checked = check_roles(hello.details);
  return checked ? check_authmethods(hello.details) : checked;
}

Welcome make_welcome(const Principal& who, const std::string& realm, const Dict& authextra) {
  Dict details = {{"realm", realm},
                  {"authid", who.authid},
                  {"authrole", who.authrole},
                  {"authmethod", who.authmethod},
                  {"authprovider", who.authprovider},
                  {"agent", "Deskgate-" DESKGATE_VERSION},
                  {"roles", announced_roles()}};
  if (!authextra.empty()) details["authextra"] = authextra;
  return {who.session, std::move(details)};
}

}  // namespace deskgate::router
