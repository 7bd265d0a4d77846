// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The authenticator of connections that nothing vouches for: by the first method of the client's
// list that is offered here.
#pragma once

#include <optional>

#include "gateway/trust/asked_principals.hpp"
#include "gateway/trust/login_methods.hpp"
#include "router/authenticator.hpp"

namespace deskgate::gateway::trust {

// Which methods count: over a network none that shows a secret or depends on one that is shared.
enum class Among { all, strong };

// Of one connection. `methods` and `asked`, who is asked about somebody unknown, outlive it.
class Challenging final : public router::Authenticator {
 public:
  // `anonymous`: who somebody is that proves nothing; nullopt: that is not enough here. It is tried
  // where the client asks for "anonymous", or for nothing.
  Challenging(const LoginMethods& methods, AskedPrincipals& asked, Among among,
              std::optional<router::Admission> anonymous);

  // wamp.error.no_matching_auth_method, with those that there are, where the client has none.
  void begin(const router::Login& login, Tell tell) override;

  // wamp.error.authentication_denied, the same for a wrong proof, for somebody unknown and for
  // somebody who is there and has another role than HELLO says.
  void proceed(const router::Authenticate& answer, Tell tell) override;

 private:
  std::vector<std::string> offered() const;
  std::optional<std::string> choose(const router::Login& login) const;
  void begin_by(const std::string& method, const router::Login& login, const Principal* told,
                const Tell& tell);

  bool is_claimed(const router::Admission& admission) const;
  bool may_join(const OpenLogin& login) const;

  const LoginMethods& methods_;
  AskedPrincipals& asked_;
  Among among_;
  std::optional<router::Admission> anonymous_;
  std::optional<OpenLogin> open_;
  AskedPrincipals::Question question_;
  std::string told_by_;         // the procedure that question_ is for
  router::Value claimed_role_;  // by HELLO; null: none
};

}  // namespace deskgate::gateway::trust
