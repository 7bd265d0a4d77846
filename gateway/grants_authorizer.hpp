// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What a session may do: the router's question, answered from roles, grants, permissions and policy
// files.
//
//   the bridge                everything
//   who asks to be paired     one call
//   a permission of the role  what it says, outside org.deskgate. and of what policy files map
//   org.deskgate.bus.*        who holds any grant (the answers show only what that grant lets see)
//   what a policy file maps   as the policy decides
//   everything else           the owner: programs of this user may talk to each other, outside
//                             org.deskgate. and of what policy files map
//   a pattern subscription    who holds any grant; each event is then judged on its own topic
//
// What is allowed costs no allocation outside of the policy files; a reason is only made for a
// refusal.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <utility>

#include "gateway/roles.hpp"
#include "mapping/policy.hpp"
#include "router/authorizer.hpp"

namespace deskgate::gateway {

// `policy` and `roles` outlive it.
class GrantsAuthorizer final : public router::Authorizer {
 public:
  GrantsAuthorizer(const mapping::Policy& policy, const Roles& roles)
      : policy_(policy), roles_(roles) {}

  // The names of procedures that the gateway asks this user's programs by: only they register
  // these, and nobody calls them but the gateway.
  void reserve(std::set<std::string, std::less<>> procedures) { reserved_ = std::move(procedures); }

  router::Verdict decide(const router::Principal& who, const router::Request& what) const override;

  // Whether somebody else may allow it: an ordinary client asks for what is outside of
  // org.deskgate., wamp., what is reserved and what policy files map, and no permission of its role
  // covers it. Then decide() allows nothing, but a pattern to who holds a grant: it receives
  // nothing by that.
  bool leaves_open(const router::Principal& who, const router::Request& what) const;

 private:
  bool is_reserved(const router::Request& what) const;
  bool is_mapped(const router::Request& what) const;
  router::Verdict decide_by_grants(const router::Principal& who, const router::Request& what) const;
  router::Verdict decide_use(const router::Principal& who, mapping::Operation operation,
                             std::string_view uri) const;

  const mapping::Policy& policy_;
  const Roles& roles_;
  std::set<std::string, std::less<>> reserved_;
};

}  // namespace deskgate::gateway
