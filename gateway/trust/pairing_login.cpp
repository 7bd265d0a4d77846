// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/pairing_login.hpp"

#include <algorithm>
#include <utility>

#include "gateway/random_bits.hpp"
#include "gateway/roles.hpp"
#include "gateway/trust/login_methods.hpp"
#include "router/uri.hpp"

namespace deskgate::gateway::trust {
namespace {

using router::authentication::Cryptosign;

constexpr auto cryptosign = "cryptosign";

bool can_cryptosign(const router::Hello& hello) {
  const auto wanted = hello.details.find("authmethods");
  return wanted != hello.details.end() &&
         std::find(wanted->begin(), wanted->end(), cryptosign) != wanted->end();
}

}  // namespace

PairingLogin::PairingLogin(Pairing& pairing, const Identity& identity, std::string address)
    : pairing_(pairing), identity_(identity), address_(std::move(address)) {}

void PairingLogin::begin(const router::Login& login, Tell tell) {
  if (!can_cryptosign(login.hello)) {
    return tell(router::Error{std::string(router::error::no_matching_auth_method),
                              "HELLO.Details.authmethods must name cryptosign"});
  }
  const auto extra = login.hello.details.value("authextra", router::Dict::object());
  const auto key = Cryptosign::announced_key(extra);
  if (!key) return tell(key.error());
  auto method = Cryptosign::make(extra,
                                 {.channel = login.transport.channel_id(),
                                  .router_key = &identity_.key(),
                                  .is_known = pairing_.is_open()},
                                 RandomBits());
  if (!method) return tell(method.error());
  open_.emplace(Open{*std::move(method), *key, login.session});
  tell(router::Challenge{cryptosign, open_->method->challenge()});
}

void PairingLogin::proceed(const router::Authenticate& answer, Tell tell) {
  const auto open = std::exchange(open_, std::nullopt);
  auto proven = open ? open->method->verify(answer) : std::nullopt;
  if (!proven || !pairing_.admit(open->session, open->key, address_)) return tell(login_denied());
  tell(router::Admission{.authid = id_of(open->key),
                         .authrole = std::string(pairing_role),
                         .authmethod = cryptosign,
                         .authprovider = "pairing",
                         .authextra = *std::move(proven)});
}

}  // namespace deskgate::gateway::trust
