// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What a device and this machine show each other when they are paired (docs/pairing.md).
//
// Both know the token of the QR code. It never crosses the network: each side proves to know it,
// together with the device's key and the hash of the TLS key, so that a proof is worth nothing to
// somebody with another key or in the middle of another connection.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "router/authentication/ed25519.hpp"

namespace deskgate::gateway::trust {

using Token = std::array<std::uint8_t, 16>;
using Hash = std::array<std::uint8_t, 32>;

Token random_token();

// SHA-256; what is kept of a token.
Hash hash_of(const Token& token);

// What both sides speak of.
struct PairingTranscript {
  router::authentication::PublicKey device;
  Hash tls_key{};  // TlsContext::key_hash
};

// HMAC-SHA-256 by the hash of the token, of a text that says whose it is, a zero octet, the
// device's key and the hash of the TLS key.
Hash claim_proof(const Hash& token, const PairingTranscript& transcript);
// As well of the key that this machine proves itself by from then on.
Hash confirmation(const Hash& token, const PairingTranscript& transcript,
                  const router::authentication::PublicKey& identity);

// In constant time.
bool are_equal(const Hash& one, const Hash& other);

// Two words that both sides show, for people to compare: "amber river".
std::string check_words(const Hash& token, const PairingTranscript& transcript);

}  // namespace deskgate::gateway::trust
