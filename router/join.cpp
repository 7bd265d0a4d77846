// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/join.hpp"

#include <algorithm>
#include <array>

#include "router/features.hpp"
#include "router/uri.hpp"

namespace deskgate::router {
namespace {

constexpr std::array<const char*, 4> client_roles = {"publisher", "subscriber", "caller", "callee"};

Error violation(std::string message) {
  return {std::string(error::protocol_violation), std::move(message)};
}

Result<void> check_roles(const Dict& details) {
  const auto roles = details.find("roles");
  if (roles == details.end() || !roles->is_object()) {
    return violation("HELLO: Details.roles must be a dictionary");
  }
  bool has_one = false;
  for (const auto* name : client_roles) {
    const auto role = roles->find(name);
    if (role == roles->end()) continue;
    if (!role->is_object()) {
      return violation("HELLO: Details.roles." + std::string(name) + " must be a dictionary");
    }
    has_one = true;
  }
  if (has_one) return {};
  return violation(
      "HELLO: Details.roles must have at least one of publisher, subscriber, caller, callee");
}

Result<void> check_authmethods(const Dict& details, const Admission& admission) {
  const auto methods = details.find("authmethods");
  if (methods == details.end() || admission.authmethod == "unix") return {};
  if (!methods->is_array()) return violation("HELLO: Details.authmethods must be a list");
  const bool is_offered = std::any_of(methods->begin(), methods->end(), [&](const Value& method) {
    return method == admission.authmethod;
  });
  if (is_offered) return {};
  return Error{std::string(error::no_matching_auth_method),
               "this transport admits by \"" + admission.authmethod +
                   "\", which HELLO.Details.authmethods does not name"};
}

}  // namespace

Result<void> check_hello(const Hello& hello, const Admission& admission) {
  auto checked = check_roles(hello.details);
  return checked ? check_authmethods(hello.details, admission) : checked;
}

Welcome make_welcome(const Principal& who, const std::string& realm) {
  return {who.session,
          {{"realm", realm},
           {"authid", who.authid},
           {"authrole", who.authrole},
           {"authmethod", who.authmethod},
           {"authprovider", who.authprovider},
           {"agent", "Deskgate-" DESKGATE_VERSION},
           {"roles", announced_roles()}}};
}

}  // namespace deskgate::router
