// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include "router/authorizer.hpp"

namespace deskgate::gateway::test {

// Lets everybody do everything.
class AllowAll final : public router::Authorizer {
 public:
  router::Verdict decide(const router::Principal&, const router::Request&) const override {
    return {.is_allowed = true};
  }
};

}  // namespace deskgate::gateway::test
