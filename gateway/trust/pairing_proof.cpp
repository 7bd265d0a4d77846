// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/pairing_proof.hpp"

#include <sodium.h>

#include "gateway/trust/words.hpp"

namespace deskgate::gateway::trust {
namespace {

class Hmac {
 public:
  explicit Hmac(const Hash& key) { crypto_auth_hmacsha256_init(&state_, key.data(), key.size()); }
  Hmac& add(std::span<const std::uint8_t> octets) {
    crypto_auth_hmacsha256_update(&state_, octets.data(), octets.size());
    return *this;
  }
  // With the zero octet behind it.
  Hmac& add(std::string_view text) {
    crypto_auth_hmacsha256_update(&state_, reinterpret_cast<const unsigned char*>(text.data()),
                                  text.size());
    return add(std::array<std::uint8_t, 1>{0});
  }
  Hash end() {
    Hash hash{};
    crypto_auth_hmacsha256_final(&state_, hash.data());
    return hash;
  }

 private:
  crypto_auth_hmacsha256_state state_{};
};

Hmac begin(const Hash& token, std::string_view purpose, const PairingTranscript& transcript) {
  Hmac hmac(token);
  hmac.add(purpose).add(transcript.device.octets()).add(transcript.tls_key);
  return hmac;
}

}  // namespace

Token random_token() {
  Token token{};
  randombytes_buf(token.data(), token.size());
  return token;
}

Hash hash_of(const Token& token) {
  Hash hash{};
  crypto_hash_sha256(hash.data(), token.data(), token.size());
  return hash;
}

Hash claim_proof(const Hash& token, const PairingTranscript& transcript) {
  return begin(token, "deskgate pairing 1 claim", transcript).end();
}

Hash confirmation(const Hash& token, const PairingTranscript& transcript,
                  const router::authentication::PublicKey& identity) {
  return begin(token, "deskgate pairing 1 confirm", transcript).add(identity.octets()).end();
}

bool are_equal(const Hash& one, const Hash& other) {
  return sodium_memcmp(one.data(), other.data(), one.size()) == 0;
}

std::string check_words(const Hash& token, const PairingTranscript& transcript) {
  const auto hash = begin(token, "deskgate pairing 1 words", transcript).end();
  return std::string(word(hash[0])) + ' ' + std::string(word(hash[1]));
}

}  // namespace deskgate::gateway::trust
