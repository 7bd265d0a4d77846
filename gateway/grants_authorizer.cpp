// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/grants_authorizer.hpp"

#include <algorithm>

#include "gateway/bus/uris.hpp"
#include "gateway/own_uris.hpp"
#include "gateway/trust/pairing.hpp"
#include "gateway/trust/rotation.hpp"
#include "mapping/uri_reach.hpp"

namespace deskgate::gateway {
namespace {

using router::Action;
using router::Verdict;

constexpr auto only_outside =
    "nobody may under org.deskgate., nor with a pattern that might mean something there";
constexpr auto only_unmapped =
    "nobody may where a policy file maps D-Bus, nor with a pattern that might mean something there";

Verdict refused(std::string reason) {
  return {.is_allowed = false, .reason = std::move(reason)};
}

// Programs of this user may do with each other what they like, outside of our namespace.
bool is_among_programs(const router::Principal& who, std::string_view uri) {
  return who.authrole == owner_role && !is_own(uri);
}

Verdict decide_on_grant_holder(const router::Principal& who, const mapping::Grants& grants) {
  if (!grants.empty()) return {.is_allowed = true};
  return refused("the role \"" + who.authrole + "\" holds no grant");
}

Verdict decide_on_admin(const router::Principal& who) {
  if (who.authrole == owner_role) return {.is_allowed = true};
  return refused("only this user's own programs may, over the Unix socket");
}

Verdict decide_on_rotation(const router::Principal& who) {
  if (who.authrole == device_role) return {.is_allowed = true};
  return refused("only a paired device has a key here, which it may replace");
}

constexpr auto only_asked =
    "Deskgate asks this user's programs by this name: only they may register it, and nobody may "
    "call it";

Verdict decide_on_pairing(const router::Request& what) {
  const bool is_claim = what.action == Action::call && what.uri == trust::pairing_uris::claim;
  if (is_claim) return {.is_allowed = true};
  return refused("all that may be done here is to call " + std::string(trust::pairing_uris::claim));
}

Verdict decide_on_offer(const router::Principal& who, const router::Request& what) {
  if (who.authrole == owner_role) return {.is_allowed = true};
  return refused("needs a permission to " + std::string(to_string(what.action)) +
                 " for the role \"" + who.authrole + "\"");
}

}  // namespace

Verdict GrantsAuthorizer::decide(const router::Principal& who, const router::Request& what) const {
  if (who.authrole == bridge_role) return {.is_allowed = true};
  if (who.authrole == pairing_role) return decide_on_pairing(what);
  if (is_reserved(what) && (what.action == Action::call || who.authrole != owner_role)) {
    return refused(only_asked);
  }
  const bool is_offer = what.action == Action::register_ || what.action == Action::publish;
  if (is_offer && may_mean_own(what.uri, what.match)) return refused(only_outside);
  const bool is_of_bridge = is_mapped(what);
  if (is_offer && is_of_bridge) return refused(only_unmapped);
  if (is_of_bridge) return decide_by_grants(who, what);
  if (const auto* permission = roles_.permissions_of(who.authrole).find(what)) {
    return {.is_allowed = true,
            .disclosure = permission->disclose,
            .trustlevel = permission->trustlevel};
  }
  return is_offer ? decide_on_offer(who, what) : decide_by_grants(who, what);
}

bool GrantsAuthorizer::leaves_open(const router::Principal& who,
                                   const router::Request& what) const {
  const bool is_ordinary =
      who.authrole != bridge_role && who.authrole != pairing_role && who.authrole != owner_role;
  if (!is_ordinary || is_own(what.uri) || router::is_reserved(what.uri)) return false;
  const bool is_offer = what.action == Action::register_ || what.action == Action::publish;
  if (is_offer && may_mean_own(what.uri, what.match)) return false;
  return !is_reserved(what) && !is_mapped(what) && !roles_.permissions_of(who.authrole).find(what);
}

bool GrantsAuthorizer::is_reserved(const router::Request& what) const {
  const bool is_procedure = what.action == Action::call || what.action == Action::register_;
  return is_procedure && what.match == router::Match::exact && reserved_.contains(what.uri);
}

// A pattern of a subscription is none: its events are judged one by one.
bool GrantsAuthorizer::is_mapped(const router::Request& what) const {
  if (what.match == router::Match::exact) return policy_.speaks_of(what.uri);
  if (what.action != Action::register_) return false;
  const auto reaches = what.match == router::Match::prefix ? mapping::may_reach_by_prefix
                                                           : mapping::may_reach_by_wildcard;
  const auto& files = policy_.files();
  return std::any_of(files.begin(), files.end(),
                     [&](const auto& file) { return reaches(file.service.uri, what.uri); });
}

Verdict GrantsAuthorizer::decide_by_grants(const router::Principal& who,
                                           const router::Request& what) const {
  if (what.action == Action::call) return decide_use(who, mapping::Operation::call, what.uri);
  if (what.match == router::Match::exact) {
    return decide_use(who, mapping::Operation::subscribe, what.uri);
  }
  return decide_on_grant_holder(who, roles_.grants_of(who));
}

Verdict GrantsAuthorizer::decide_use(const router::Principal& who, mapping::Operation operation,
                                     std::string_view uri) const {
  if (is_admin(uri)) return decide_on_admin(who);
  if (uri == trust::rotate_uri) return decide_on_rotation(who);
  const auto& grants = roles_.grants_of(who);
  if (bus::uris::is_catalogue(uri)) return decide_on_grant_holder(who, grants);
  if (is_among_programs(who, uri)) return {.is_allowed = true};
  auto decision = policy_.decide(grants, operation, uri);
  if (decision.is_allowed) return {.is_allowed = true};
  return refused(std::move(decision.reason));
}

}  // namespace deskgate::gateway
