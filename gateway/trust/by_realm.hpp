// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <memory>
#include <string>

#include "router/authenticator.hpp"

namespace deskgate::gateway::trust {

// Two authenticators: one for the realm of this name, one for all others.
class ByRealm final : public router::Authenticator {
 public:
  using Part = std::unique_ptr<router::Authenticator>;

  ByRealm(std::string realm, Part of_realm, Part of_others)
      : realm_(std::move(realm)),
        of_realm_(std::move(of_realm)),
        of_others_(std::move(of_others)),
        asked_(of_others_.get()) {}

  void begin(const router::Login& login, Tell tell) override {
    asked_ = login.hello.realm == realm_ ? of_realm_.get() : of_others_.get();
    asked_->begin(login, std::move(tell));
  }
  void proceed(const router::Authenticate& answer, Tell tell) override {
    asked_->proceed(answer, std::move(tell));
  }

 private:
  std::string realm_;
  Part of_realm_;
  Part of_others_;
  router::Authenticator* asked_;
};

}  // namespace deskgate::gateway::trust
