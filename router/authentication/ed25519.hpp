// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Ed25519 (RFC 8032 section 5.1), by libsodium: the keys and the strict way to verify.
//
// Strict means that there is one signature that passes, whoever asks: what one library takes and
// another refuses (section 5.1.7 leaves room) is refused here.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace deskgate::router::authentication {

using Signature = std::array<std::uint8_t, 64>;

// A point that somebody may own the secret of. Equal keys are equal octets.
class PublicKey {
 public:
  using Octets = std::array<std::uint8_t, 32>;

  // nullopt for what no secret key has: a point of small order, one outside the group that the
  // base point generates, one that is not on the curve or not written in the canonical way.
  static std::optional<PublicKey> from(const Octets& octets);

  // Also nullopt for a text that is not 64 hexadecimal digits.
  static std::optional<PublicKey> from_hex(std::string_view text);

  const Octets& octets() const { return octets_; }
  std::string to_hex() const;

  // False for a signature that is not 64 octets, whose S is not below the group's order, or whose
  // R is of small order or not canonical; and for one that is not of this message by this key.
  bool verify(std::span<const std::uint8_t> message, std::span<const std::uint8_t> signature) const;

  friend bool operator==(const PublicKey&, const PublicKey&) = default;

 private:
  explicit PublicKey(const Octets& octets) : octets_(octets) {}

  Octets octets_;
};

// A secret key, wiped from memory when it is destroyed. The caller wipes the seed it came from.
class SigningKey {
 public:
  using Seed = std::array<std::uint8_t, 32>;  // RFC 8032's "private key"

  explicit SigningKey(const Seed& seed);
  ~SigningKey();
  SigningKey(const SigningKey&) = delete;
  SigningKey& operator=(const SigningKey&) = delete;

  const PublicKey& public_key() const { return public_key_; }
  Signature sign(std::span<const std::uint8_t> message) const;

 private:
  std::array<std::uint8_t, 64> secret_;  // the seed and the public key, as libsodium keeps them
  PublicKey public_key_;
};

}  // namespace deskgate::router::authentication
