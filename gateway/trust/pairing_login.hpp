// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The authenticator of the realm of pairing: a key that need not be known, shown by cryptosign.
#pragma once

#include <optional>
#include <string>

#include "gateway/trust/identity.hpp"
#include "gateway/trust/pairing.hpp"
#include "router/authentication/cryptosign.hpp"
#include "router/authenticator.hpp"

namespace deskgate::gateway::trust {

// Of one connection. `pairing` and `identity` outlive it.
class PairingLogin final : public router::Authenticator {
 public:
  PairingLogin(Pairing& pairing, const Identity& identity, std::string address);

  // While nothing can be paired, a decoy and the refusal that wrong proofs get.
  void begin(const router::Login& login, Tell tell) override;
  void proceed(const router::Authenticate& answer, Tell tell) override;

 private:
  struct Open {
    std::unique_ptr<router::authentication::Cryptosign> method;
    router::authentication::PublicKey key;
    router::SessionId session;
  };

  Pairing& pairing_;
  const Identity& identity_;
  std::string address_;
  std::optional<Open> open_;
};

}  // namespace deskgate::gateway::trust
