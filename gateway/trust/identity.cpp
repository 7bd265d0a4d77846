// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/identity.hpp"

#include <sodium.h>

#include <stdexcept>
#include <string_view>
#include <vector>

#include "gateway/durable_file.hpp"
#include "router/authentication/hex.hpp"
#include "router/authentication/secret.hpp"

namespace deskgate::gateway::trust {
namespace {

using router::authentication::SigningKey;

// Wiped when it goes.
struct Seed {
  SigningKey::Seed octets{};
  Seed() = default;
  ~Seed() { sodium_memzero(octets.data(), octets.size()); }
  Seed(const Seed&) = delete;
  Seed& operator=(const Seed&) = delete;
};

}  // namespace

SigningKey provide_identity(const std::string& path) {
  Seed seed;
  if (auto text = read_private_file(path)) {
    if (text->ends_with('\n')) text->pop_back();
    const bool is_seed = router::authentication::read_hex(*text, seed.octets);
    sodium_memzero(text->data(), text->size());
    if (is_seed) return SigningKey(seed.octets);
    throw std::runtime_error(path +
                             ": is no key of 64 hexadecimal digits; devices know this "
                             "machine by it: bring it back, or remove it and pair them anew");
  }
  randombytes_buf(seed.octets.data(), seed.octets.size());
  write_private_file(path, router::authentication::to_hex(seed.octets) + "\n");
  return SigningKey(seed.octets);
}

std::string secret_of(const SigningKey& identity) {
  static constexpr std::string_view label = "deskgate secret 1";
  static_assert(label.size() != 32);
  const std::vector<std::uint8_t> message(label.begin(), label.end());
  const auto signature = identity.sign(message);
  const std::string text(signature.begin(), signature.end());
  return router::authentication::hmac_sha256(text, label);
}

SigningKey passing_identity() {
  Seed seed;
  randombytes_buf(seed.octets.data(), seed.octets.size());
  return SigningKey(seed.octets);
}

}  // namespace deskgate::gateway::trust
