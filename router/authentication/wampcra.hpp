// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Challenge-response authentication, WAMP-CRA: the client signs a text with a secret that both
// know, or with a key that it derives from a password.
#pragma once

#include <chrono>
#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "router/authentication/method.hpp"

namespace deskgate::router::authentication {

// How a client derives the key from its password: PBKDF2 with HMAC-SHA256. The salt's octets are
// used as they stand, and the key is the base64 text of what is derived (the specification says
// neither; this is what clients do).
struct CraSalting {
  std::string salt;
  int iterations = 1000;
  int keylen = 32;  // octets
  friend auto operator<=>(const CraSalting&, const CraSalting&) = default;
};

// How the password of somebody new is derived: slow enough for whoever guesses, and quick enough
// for clients that have no PBKDF2 but their own, as a login has to be over in ten seconds.
CraSalting usual_salting(std::string salt);

// What a client's signature is verified by.
struct CraSecret {
  std::string key;
  std::optional<CraSalting> salting{};
  friend bool operator==(const CraSecret&, const CraSecret&) = default;
};

// The secret of somebody who has this password.
CraSecret salted_secret(const std::string& password, const CraSalting& salting);

// Of somebody who does not exist: the same for one `authid` each time, and as if made like `model`,
// with a salt as long as its, of such characters. nullopt: as a secret that is not derived.
CraSecret decoy_cra_secret(std::string_view key_of_router, std::string_view authid,
                           const std::optional<CraSalting>& model);

class WampCra final : public Method {
 public:
  // `is_decoy`: `secret` is what it would have to be if there was such a user.
  WampCra(const Claim& claim, CraSecret secret, bool is_decoy, const Entropy& entropy,
          std::chrono::system_clock::time_point now);

  Dict challenge() override;
  std::optional<Dict> verify(const Authenticate& answer) override;

 private:
  CraSecret secret_;
  bool is_decoy_;
  std::string text_;  // the challenge, as it is sent and signed
};

}  // namespace deskgate::router::authentication
