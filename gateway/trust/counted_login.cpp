// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/counted_login.hpp"

#include <chrono>

#include "gateway/log.hpp"
#include "router/uri.hpp"

namespace deskgate::gateway::trust {
namespace {

std::string in_seconds(router::Time::duration time) {
  return std::to_string(std::chrono::ceil<std::chrono::seconds>(time).count()) + " s";
}

}  // namespace

void CountedLogin::begin(const router::Login& login, Tell tell) {
  if (!refuses(tell)) asked_->begin(login, counting(std::move(tell)));
}

void CountedLogin::proceed(const router::Authenticate& answer, Tell tell) {
  if (!refuses(tell)) asked_->proceed(answer, counting(std::move(tell)));
}

bool CountedLogin::refuses(const Tell& tell) const {
  const auto wait = failed_.barred_for(source_);
  if (!wait) return false;
  tell(router::Error{std::string(router::error::unavailable),
                     "too many wrong proofs from this address; try again in " + in_seconds(*wait)});
  return true;
}

router::Authenticator::Tell CountedLogin::counting(Tell tell) {
  return [this, tell = std::move(tell)](Verdict verdict) {
    const auto* error = std::get_if<router::Error>(&verdict);
    if (error && error->uri == router::error::authentication_denied) {
      const auto barred = failed_.note(source_);
      if (barred) {
        log::warning("login_flood", source_ +
                                        ": too many wrong proofs; nobody may connect from "
                                        "there for " +
                                        in_seconds(*barred));
      }
    }
    tell(std::move(verdict));
  };
}

}  // namespace deskgate::gateway::trust
