// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/authentication/scram_credential.hpp"

#include <sodium.h>

#include <algorithm>
#include <charconv>
#include <new>
#include <vector>

#include "router/authentication/secret.hpp"
#include "router/base64.hpp"

namespace deskgate::router::authentication {
namespace {

using Kdf = ScramDerivation::Kdf;

constexpr int key_size = 32;
constexpr std::size_t salt_size = crypto_pwhash_SALTBYTES;  // for PBKDF2 as well
constexpr int most_iterations = 10'000'000;
constexpr int least_memory = 8;               // KiB
constexpr int most_memory = 4 * 1024 * 1024;  // KiB

std::string salted_password(std::string_view password, const ScramDerivation& derivation,
                            std::string_view salt) {
  if (derivation.kdf == Kdf::pbkdf2) {
    return pbkdf2_sha256(password, salt, derivation.iterations, key_size);
  }
  std::string key(key_size, '\0');
  const auto made = crypto_pwhash(
      reinterpret_cast<unsigned char*>(key.data()), key.size(), password.data(), password.size(),
      reinterpret_cast<const unsigned char*>(salt.data()),
      static_cast<unsigned long long>(derivation.iterations),
      static_cast<std::size_t>(derivation.memory) * 1024, crypto_pwhash_ALG_ARGON2ID13);
  if (made != 0) throw std::bad_alloc();
  return key;
}

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  for (auto comma = text.find(','); comma != text.npos; comma = text.find(',')) {
    parts.push_back(text.substr(0, comma));
    text.remove_prefix(comma + 1);
  }
  parts.push_back(text);
  return parts;
}

// 0: it is no number between the two.
int number(std::string_view text, int least, int most) {
  int value = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  const bool is_whole = read.ec == std::errc{} && read.ptr == end;
  return is_whole && value >= least && value <= most ? value : 0;
}

std::string octets(std::string_view text) {
  const auto read = from_base64(text);
  return read ? std::string(read->begin(), read->end()) : "";
}

}  // namespace

std::string_view to_string(Kdf kdf) {
  return kdf == Kdf::argon2id13 ? "argon2id13" : "pbkdf2";
}

bool is_scram_text(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

ScramCredential make_scram_credential(std::string_view password, const ScramDerivation& derivation,
                                      std::string salt) {
  const auto salted = salted_password(password, derivation, salt);
  return {derivation, std::move(salt), sha256(hmac_sha256(salted, "Client Key")),
          hmac_sha256(salted, "Server Key")};
}

ScramCredential decoy_scram_credential(std::string_view key_of_router, std::string_view authid,
                                       const ScramDerivation& model) {
  const auto derive = [&](const std::string& what) {
    return hmac_sha256(key_of_router, what + std::string(authid));
  };
  return {model, derive("salt of ").substr(0, salt_size), derive("stored key of "),
          derive("server key of ")};
}

std::string to_text(const ScramCredential& credential) {
  const auto& [kdf, iterations, memory] = credential.derivation;
  auto text = std::string(to_string(kdf)) + "," + std::to_string(iterations);
  if (kdf == Kdf::argon2id13) text += "," + std::to_string(memory);
  return text + "," + to_base64(credential.salt) + "," + to_base64(credential.stored_key) + "," +
         to_base64(credential.server_key);
}

std::optional<ScramCredential> scram_credential_from(std::string_view text, std::string& fault) {
  const auto refuse = [&](const char* why) {
    fault = why;
    return std::nullopt;
  };
  const auto parts = split(text);
  const bool is_argon2 = parts[0] == "argon2id13";
  if (!is_argon2 && parts[0] != "pbkdf2") return refuse("must begin with argon2id13 or pbkdf2");
  const std::size_t expected = is_argon2 ? 6 : 5;
  if (parts.size() != expected) return refuse("has the wrong number of commas");
  ScramCredential credential;
  auto& derivation = credential.derivation;
  derivation.kdf = is_argon2 ? Kdf::argon2id13 : Kdf::pbkdf2;
  derivation.iterations = number(parts[1], 1, most_iterations);
  derivation.memory = is_argon2 ? number(parts[2], least_memory, most_memory) : 0;
  if (derivation.iterations == 0) return refuse("has an impossible number of iterations");
  if (is_argon2 && derivation.memory == 0) return refuse("has an impossible amount of memory");
  credential.salt = octets(parts[expected - 3]);
  credential.stored_key = octets(parts[expected - 2]);
  credential.server_key = octets(parts[expected - 1]);
  if (credential.salt.size() != salt_size) {
    return refuse("has a salt that is not 16 octets in base64");
  }
  if (credential.stored_key.size() != key_size || credential.server_key.size() != key_size) {
    return refuse("has a key that is not 32 octets in base64");
  }
  return credential;
}

}  // namespace deskgate::router::authentication
