// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Authenticators and authorizers whose verdicts are recorded.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "gateway/audit/entry.hpp"
#include "router/authenticator.hpp"
#include "router/authorizer.hpp"

namespace deskgate::gateway::audit {

// Of one connection. `recorder` outlives it.
class AuditedAuthenticator final : public router::Authenticator {
 public:
  AuditedAuthenticator(std::unique_ptr<router::Authenticator> inner, Recorder& recorder,
                       std::string address);

  void begin(const router::Login& login, Tell tell) override;
  void proceed(const router::Authenticate& answer, Tell tell) override;

 private:
  Tell recorded(Tell tell);

  std::unique_ptr<router::Authenticator> inner_;
  Recorder& recorder_;
  std::string address_;
  std::string claimed_;  // what the client says its name is
  std::string realm_;
  router::SessionId session_{};
};

// Records refusals of what somebody asked for: not what events a pattern leaves out. Both outlive
// it.
class AuditedAuthorizer final : public router::Authorizer {
 public:
  AuditedAuthorizer(router::Authorizer& inner, Recorder& recorder)
      : inner_(inner), recorder_(recorder) {}

  router::Verdict decide(const router::Principal& who, const router::Request& what) const override;
  bool takes_time() const override { return inner_.takes_time(); }
  bool prepare(const router::Principal& who, const router::Request& what,
               std::function<void()> ready) override {
    return inner_.prepare(who, what, std::move(ready));
  }
  void forget(router::SessionId session) override { inner_.forget(session); }

 private:
  router::Authorizer& inner_;
  Recorder& recorder_;
};

// An entry that says who it is.
Entry entry_of(const router::Principal& who, std::string_view event, std::string_view verdict);

}  // namespace deskgate::gateway::audit
