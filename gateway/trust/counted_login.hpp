// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// An authenticator whose refusals are counted.
#pragma once

#include <memory>
#include <string>

#include "gateway/trust/failed_logins.hpp"
#include "router/authenticator.hpp"

namespace deskgate::gateway::trust {

// Asks another one, and notes each time that it answers wamp.error.authentication_denied, or that
// somebody has proven who he is. Where there have been too many of the former it says
// wamp.error.unavailable, without asking.
class CountedLogin final : public router::Authenticator {
 public:
  // `source`: where the client is, as net::source_of says. `failed` outlives it.
  CountedLogin(std::unique_ptr<router::Authenticator> asked, FailedLogins& failed,
               std::string source)
      : failed_(failed), source_(std::move(source)), asked_(std::move(asked)) {}

  void begin(const router::Login& login, Tell tell) override;
  void proceed(const router::Authenticate& answer, Tell tell) override;

 private:
  Tell counting(Tell tell);
  void note_wrong_proof();
  bool refuses(const Tell& tell) const;

  FailedLogins& failed_;
  std::string source_;
  std::unique_ptr<router::Authenticator> asked_;  // goes first: it may be about to tell
};

}  // namespace deskgate::gateway::trust
