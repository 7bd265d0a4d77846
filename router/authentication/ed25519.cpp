// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/authentication/ed25519.hpp"

#include <sodium.h>

#include "router/authentication/hex.hpp"

namespace deskgate::router::authentication {
namespace {

static_assert(std::tuple_size_v<PublicKey::Octets> == crypto_sign_PUBLICKEYBYTES);
static_assert(std::tuple_size_v<SigningKey::Seed> == crypto_sign_SEEDBYTES);
static_assert(std::tuple_size_v<Signature> == crypto_sign_BYTES);

// Fills `secret`; what is returned is a point of the group by construction.
PublicKey expand(const SigningKey::Seed& seed,
                 std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES>& secret) {
  PublicKey::Octets octets{};
  crypto_sign_seed_keypair(octets.data(), secret.data(), seed.data());
  return PublicKey::from(octets).value();
}

}  // namespace

std::optional<PublicKey> PublicKey::from(const Octets& octets) {
  if (crypto_core_ed25519_is_valid_point(octets.data()) == 0) return std::nullopt;
  return PublicKey(octets);
}

std::optional<PublicKey> PublicKey::from_hex(std::string_view text) {
  const auto octets = authentication::from_hex<std::tuple_size_v<Octets>>(text);
  if (!octets) return std::nullopt;
  return from(*octets);
}

std::string PublicKey::to_hex() const {
  return authentication::to_hex(octets_);
}

bool PublicKey::verify(std::span<const std::uint8_t> message,
                       std::span<const std::uint8_t> signature) const {
  if (signature.size() != crypto_sign_BYTES) return false;
  return crypto_sign_verify_detached(signature.data(), message.data(), message.size(),
                                     octets_.data()) == 0;
}

SigningKey::SigningKey(const Seed& seed) : secret_{}, public_key_(expand(seed, secret_)) {}

SigningKey::~SigningKey() {
  sodium_memzero(secret_.data(), secret_.size());
}

Signature SigningKey::sign(std::span<const std::uint8_t> message) const {
  Signature signature{};
  crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(), secret_.data());
  return signature;
}

}  // namespace deskgate::router::authentication
