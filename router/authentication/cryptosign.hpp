// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The method that proves a key (specification, "Cryptosign-based Authentication"): the client signs
// what the router drew at random, and the router, if asked, what the client drew.
//
// With a channel binding, what is signed is the challenge XOR the channel's id. That keeps a
// signature from passing on another connection, but not from being relayed: whoever ends TLS in the
// middle knows the ids of both channels and hands on a challenge that makes up for the difference;
// the remedy is a client that knows the router's TLS key beforehand.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>

#include "router/authentication/ed25519.hpp"
#include "router/authentication/method.hpp"
#include "router/error.hpp"
#include "router/transport.hpp"

namespace deskgate::router::authentication {

// What the router knows of a login besides what the client says.
struct CryptosignLogin {
  std::optional<ChannelId> channel{};  // of the client's connection; nullopt: it has none

  // What the router proves itself with to a client that asks; nullptr: it does not. It signs 32
  // octets that anybody may choose, so it must be good for nothing else. Not kept.
  const SigningKey* router_key = nullptr;

  // What CHALLENGE.Extra says beside, where the router proves itself.
  Dict router_extra = Dict::object();

  // Whether the announced key may log in. One that may not gets a decoy, and so does the router's
  // own: anybody can have the router sign with that.
  bool is_known = false;
};

class Cryptosign final : public Method {
 public:
  using Challenge = std::array<std::uint8_t, 32>;

  // The key that `authextra`, which is HELLO.Details.authextra or null, announces. Fails with
  // wamp.error.protocol_violation where there is none or it is no key.
  static Result<PublicKey> announced_key(const Dict& authextra);

  // Reads `pubkey`, `channel_binding` and `challenge`, of which null means the same as absent.
  // Fails with the name of the key at fault: wamp.error.protocol_violation where it is missing or
  // malformed, wamp.error.option_not_allowed for "tls-unique", which TLS 1.3 does not define, and
  // for "tls-exporter" on a connection that has no channel id.
  static Result<std::unique_ptr<Cryptosign>> make(const Dict& authextra,
                                                  const CryptosignLogin& login,
                                                  const Entropy& entropy);

  Dict challenge() override;

  // One answer to one challenge: a second passes as little as one before challenge().
  std::optional<Dict> verify(const Authenticate& answer) override;

 private:
  Cryptosign(const PublicKey& key, bool is_known, const Challenge& to_sign, Dict extra);

  PublicKey key_;
  bool is_known_;
  bool awaits_answer_ = false;
  Challenge to_sign_;
  Dict extra_;  // of CHALLENGE
};

}  // namespace deskgate::router::authentication
