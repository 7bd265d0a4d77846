// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/authentication/wampcra.hpp"

#include <algorithm>
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

// What salts are written in, the narrowest first. Others are base64, or are taken for letters and
// digits.
constexpr std::array<std::string_view, 3> narrow_characters{"0123456789", "0123456789abcdef",
                                                            "abcdefghijklmnopqrstuvwxyz"};
constexpr std::string_view letters_and_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

std::string in_characters(std::string octets, std::string_view characters) {
  for (auto& each : octets) {
    each = characters[static_cast<unsigned char>(each) % characters.size()];
  }
  return octets;
}

// `octets`: as many as the model has, of no form.
std::string salt_like(const std::string& model, const std::string& octets) {
  const auto narrow = std::find_if(
      narrow_characters.begin(), narrow_characters.end(),
      [&](auto characters) { return model.find_first_not_of(characters) == model.npos; });
  if (narrow != narrow_characters.end()) return in_characters(octets, *narrow);
  if (const auto read = from_base64(model)) return to_base64(octets.substr(0, read->size()));
  return in_characters(octets, letters_and_digits);
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

CraSalting usual_salting(std::string salt) {
  return {std::move(salt), 100'000, 32};
}

CraSecret salted_secret(const std::string& password, const CraSalting& salting) {
  const auto key = pbkdf2_sha256(password, salting.salt, salting.iterations, salting.keylen);
  return {to_base64(key), salting};
}

CraSecret decoy_cra_secret(std::string_view key_of_router, std::string_view authid,
                           const std::optional<CraSalting>& model) {
  const std::string name(authid);
  CraSecret secret{to_base64(hmac_sha256(key_of_router, "secret of " + name)), model};
  if (model && !model->salt.empty()) {
    const auto size = static_cast<int>(model->salt.size());
    secret.salting->salt =
        salt_like(model->salt, pbkdf2_sha256(key_of_router, "salt of " + name, 1, size));
  }
  return secret;
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
