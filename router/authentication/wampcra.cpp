// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/authentication/wampcra.hpp"

#include <array>
#include <ctime>
#include <utility>

#include "router/authentication/random.hpp"
#include "router/authentication/secret.hpp"
#include "router/base64.hpp"

namespace deskgate::router::authentication {
namespace {

std::string nonce(const Entropy& entropy) {
  const auto octets = random_octets<24>(entropy);
  return to_base64(octets);
}

// "2026-05-23T14:03:09.123Z"
std::string iso8601(std::chrono::system_clock::time_point when) {
  using namespace std::chrono;
  const auto seconds = floor<std::chrono::seconds>(when);
  const auto time = system_clock::to_time_t(seconds);
  std::tm parts{};
  gmtime_r(&time, &parts);
  std::array<char, 32> text{};
  const auto size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  const auto fraction = std::to_string(1000 + duration_cast<milliseconds>(when - seconds).count());
  return std::string(text.data(), size) + "." + fraction.substr(1) + "Z";
}

}  // namespace

CraSecret salted_secret(const std::string& password, const CraSalting& salting) {
  const auto key = pbkdf2_sha256(password, salting.salt, salting.iterations, salting.keylen);
  return {to_base64(key), salting};
}

WampCra::WampCra(const Claim& claim, CraSecret secret, bool is_decoy, const Entropy& entropy,
                 std::chrono::system_clock::time_point now)
    : secret_(std::move(secret)), is_decoy_(is_decoy) {
  const Dict challenge = {{"authid", claim.authid},        {"authrole", claim.authrole},
                          {"authmethod", "wampcra"},       {"authprovider", claim.authprovider},
                          {"nonce", nonce(entropy)},       {"timestamp", iso8601(now)},
                          {"session", claim.session.value}};
  text_ = challenge.dump();
}

Dict WampCra::challenge() {
  Dict extra = {{"challenge", text_}};
  if (const auto& salting = secret_.salting) {
    extra["salt"] = salting->salt;
    extra["iterations"] = salting->iterations;
    extra["keylen"] = salting->keylen;
  }
  return extra;
}

std::optional<Dict> WampCra::verify(const Authenticate& answer) {
  const bool is_right = is_same(to_base64(hmac_sha256(secret_.key, text_)), answer.signature);
  if (!is_right || is_decoy_) return std::nullopt;
  return Dict::object();
}

}  // namespace deskgate::router::authentication
