// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/counted_login.hpp"

#include <chrono>

#include "gateway/log.hpp"
#include "gateway/net/peer.hpp"
#include "gateway/roles.hpp"
#include "router/uri.hpp"

namespace deskgate::gateway::trust {
namespace {

std::string in_seconds(router::Time::duration time) {
  return std::to_string(std::chrono::ceil<std::chrono::seconds>(time).count()) + " s";
}

void log_flood(const std::string& place, const std::string& who, router::Time::duration time) {
  log::warning("login_flood", place + ": too many wrong proofs; " + who +
                                  " may connect from there for " + in_seconds(time));
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
  tell(router::Error{
      std::string(router::error::unavailable),
      "too many wrong proofs from this address or its network; try again in " + in_seconds(*wait)});
  return true;
}

router::Authenticator::Tell CountedLogin::counting(Tell tell) {
  return [this, tell = std::move(tell)](Verdict verdict) {
    const auto* error = std::get_if<router::Error>(&verdict);
    if (error && error->uri == router::error::authentication_denied) note_wrong_proof();
    const auto* admission = std::get_if<router::Admission>(&verdict);
    // While a device may be paired, anybody with a key gets in where that is done.
    if (admission && admission->authrole != pairing_role) failed_.note_proof(source_);
    tell(std::move(verdict));
  };
}

void CountedLogin::note_wrong_proof() {
  if (const auto time = failed_.note(source_)) log_flood(source_, "nobody", *time);
  const auto network = net::network_of(source_);
  const auto time = network.empty() ? std::nullopt : failed_.note_in_network(network);
  if (time) log_flood(network, "only addresses that have logged in before", *time);
}

}  // namespace deskgate::gateway::trust
