// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/grants_authorizer.hpp"

#include "gateway/bus/uris.hpp"

namespace deskgate::gateway {
namespace {

constexpr std::string_view own_namespace = "org.deskgate.";

bool is_own(std::string_view uri) {
  return uri.starts_with(own_namespace);
}

}  // namespace

router::Verdict GrantsAuthorizer::decide(const router::Principal& who,
                                         const router::Request& what) const {
  if (who.authrole == bridge_role) return {true};
  switch (what.action) {
    case router::Action::call:
      return decide_use(who, mapping::Operation::call, what.uri);
    case router::Action::subscribe:
      if (what.match != router::Match::exact) {
        return {!roles_.grants_of(who.authrole).empty(),
                "the role \"" + who.authrole + "\" holds no grant"};
      }
      [[fallthrough]];
    case router::Action::receive:
      return decide_use(who, mapping::Operation::subscribe, what.uri);
    case router::Action::register_:
    case router::Action::publish:
      return {
          who.authrole == owner_role && !is_own(what.uri),
          "only this user's own programs may, over the Unix socket, and not under org.deskgate."};
  }
  return {false, "unknown action"};
}

router::Verdict GrantsAuthorizer::decide_use(const router::Principal& who,
                                             mapping::Operation operation,
                                             std::string_view uri) const {
  const auto& grants = roles_.grants_of(who.authrole);
  if (bus::uris::is_catalogue(uri)) {
    return {!grants.empty(), "the role \"" + who.authrole + "\" holds no grant"};
  }
  auto decision = policy_.decide(grants, operation, uri);
  if (decision.is_allowed) return {true};
  return {who.authrole == owner_role && !is_own(uri), std::move(decision.reason)};
}

}  // namespace deskgate::gateway
