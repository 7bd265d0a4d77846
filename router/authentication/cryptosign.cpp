// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/authentication/cryptosign.hpp"

#include <sodium.h>

#include <algorithm>
#include <span>
#include <utility>

#include "router/authentication/hex.hpp"
#include "router/authentication/random.hpp"
#include "router/uri.hpp"

namespace deskgate::router::authentication {
namespace {

using Challenge = Cryptosign::Challenge;

// A signature and, behind it, what was signed: AUTHENTICATE.Signature and
// CHALLENGE.Extra.signature.
using Proof = std::array<std::uint8_t, std::tuple_size_v<Signature> + std::tuple_size_v<Challenge>>;

// What a client says in HELLO.Details.authextra.
struct Announcement {
  PublicKey key;
  bool is_bound = false;
  std::optional<Challenge> challenge{};  // for the router
};

Error malformed(const std::string& key, const std::string& must) {
  return {std::string(error::protocol_violation), "HELLO.Details.authextra." + key + " " + must};
}

Error not_allowed(const std::string& why) {
  return {std::string(error::option_not_allowed), "HELLO.Details.authextra.channel_binding " + why};
}

// nullptr where `authextra` has no such key, has null there, or is no dictionary at all.
const Value* find(const Dict& authextra, const char* key) {
  if (!authextra.is_object()) return nullptr;
  const auto at = authextra.find(key);
  return at == authextra.end() || at->is_null() ? nullptr : &*at;
}

// Empty where the value is no text, which is nothing that is asked for here.
std::string_view text_of(const Value& value) {
  const auto* text = value.get_ptr<const std::string*>();
  return text ? *text : std::string_view();
}

Result<std::optional<Challenge>> read_challenge(const Dict& authextra) {
  const auto* value = find(authextra, "challenge");
  if (!value) return std::optional<Challenge>();
  const auto octets = from_hex<std::tuple_size_v<Challenge>>(text_of(*value));
  if (!octets) return malformed("challenge", "must be 32 octets in hexadecimal digits");
  return octets;
}

// Whether the client asks for a binding that its connection has.
Result<bool> read_binding(const Dict& authextra, const std::optional<ChannelId>& channel) {
  const auto* value = find(authextra, "channel_binding");
  if (!value) return false;
  const auto type = text_of(*value);
  if (type == "tls-unique") {
    return not_allowed("is tls-unique, which TLS 1.3 does not define; ask for tls-exporter");
  }
  if (type != "tls-exporter") return malformed("channel_binding", "must be tls-exporter or null");
  if (!channel) return not_allowed("is tls-exporter, but this connection is not over TLS");
  return true;
}

Result<Announcement> read(const Dict& authextra, const std::optional<ChannelId>& channel) {
  auto key = Cryptosign::announced_key(authextra);
  if (!key) return key.error();
  auto is_bound = read_binding(authextra, channel);
  if (!is_bound) return is_bound.error();
  auto challenge = read_challenge(authextra);
  if (!challenge) return challenge.error();
  return Announcement{*key, *is_bound, *challenge};
}

// The message to sign; `channel` is that of a login that is bound.
Challenge bind(Challenge challenge, const std::optional<ChannelId>& channel) {
  if (!channel) return challenge;
  for (std::size_t at = 0; at < challenge.size(); ++at) challenge[at] ^= (*channel)[at];
  return challenge;
}

std::string prove(const SigningKey& key, const Challenge& message) {
  return to_hex(key.sign(message)) + to_hex(message);
}

bool equal(std::span<const std::uint8_t> left, const Challenge& right) {
  return sodium_memcmp(left.data(), right.data(), right.size()) == 0;
}

// In place of an answer that cannot be read: the key's point as R, and S = 0. It is as much work to
// refuse as any, since nothing is wrong with its form.
Proof unproven(const PublicKey& key, const Challenge& message) {
  Proof proof{};
  std::ranges::copy(key.octets(), proof.begin());
  std::ranges::copy(message, proof.end() - std::tuple_size_v<Challenge>);
  return proof;
}

}  // namespace

Result<PublicKey> Cryptosign::announced_key(const Dict& authextra) {
  const auto* value = find(authextra, "pubkey");
  if (!value) return malformed("pubkey", "is missing; cryptosign needs the client's public key");
  const auto key = PublicKey::from_hex(text_of(*value));
  if (!key) return malformed("pubkey", "must be an Ed25519 key: 32 octets in hexadecimal digits");
  return *key;
}

Result<std::unique_ptr<Cryptosign>> Cryptosign::make(const Dict& authextra,
                                                     const CryptosignLogin& login,
                                                     const Entropy& entropy) {
  const auto client = read(authextra, login.channel);
  if (!client) return client.error();
  const auto channel = client->is_bound ? login.channel : std::nullopt;
  const auto challenge = random_octets<std::tuple_size_v<Challenge>>(entropy);
  Dict extra{{"challenge", to_hex(challenge)}, {"channel_binding", nullptr}};
  if (client->is_bound) extra["channel_binding"] = "tls-exporter";
  const auto* router_key = login.router_key;
  if (router_key && client->challenge) {
    extra["pubkey"] = router_key->public_key().to_hex();
    extra["signature"] = prove(*router_key, bind(*client->challenge, channel));
    extra.update(login.router_extra);
  }
  const bool is_router = router_key && router_key->public_key() == client->key;
  return std::unique_ptr<Cryptosign>(new Cryptosign(client->key, login.is_known && !is_router,
                                                    bind(challenge, channel), std::move(extra)));
}

Cryptosign::Cryptosign(const PublicKey& key, bool is_known, const Challenge& to_sign, Dict extra)
    : key_(key), is_known_(is_known), to_sign_(to_sign), extra_(std::move(extra)) {}

Dict Cryptosign::challenge() {
  awaits_answer_ = true;
  return std::exchange(extra_, {});
}

std::optional<Dict> Cryptosign::verify(const Authenticate& answer) {
  const auto given = from_hex<std::tuple_size_v<Proof>>(answer.signature);
  const auto proof = given.value_or(unproven(key_, to_sign_));
  const auto signature = std::span(proof).first<std::tuple_size_v<Signature>>();
  const bool is_signed = key_.verify(to_sign_, signature);
  const bool is_fresh = equal(std::span(proof).last<std::tuple_size_v<Challenge>>(), to_sign_);
  const bool is_awaited = std::exchange(awaits_answer_, false);
  if (!given || !is_signed || !is_fresh || !is_known_ || !is_awaited) return std::nullopt;
  return Dict::object();
}

}  // namespace deskgate::router::authentication
