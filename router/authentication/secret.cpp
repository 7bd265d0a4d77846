// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/authentication/secret.hpp"

#include <openssl/evp.h>
#include <sodium.h>

#include <array>
#include <new>

namespace deskgate::router::authentication {
namespace {

const unsigned char* octets_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::array<unsigned char, crypto_hash_sha256_BYTES> hash(std::string_view text) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> result{};
  crypto_hash_sha256(result.data(), octets_of(text), text.size());
  return result;
}

}  // namespace

// Their hashes are compared: those have one length.
bool is_same(std::string_view secret, std::string_view answer) {
  const auto expected = hash(secret);
  const auto got = hash(answer);
  return sodium_memcmp(expected.data(), got.data(), expected.size()) == 0;
}

std::string sha256(std::string_view text) {
  const auto octets = hash(text);
  return {octets.begin(), octets.end()};
}

std::string hmac_sha256(std::string_view key, std::string_view text) {
  std::string result(crypto_auth_hmacsha256_BYTES, '\0');
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, octets_of(key), key.size());
  crypto_auth_hmacsha256_update(&state, octets_of(text), text.size());
  crypto_auth_hmacsha256_final(&state, reinterpret_cast<unsigned char*>(result.data()));
  return result;
}

std::string pbkdf2_sha256(std::string_view password, std::string_view salt, int iterations,
                          int size) {
  std::string result(static_cast<std::size_t>(size), '\0');
  const auto made =
      PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), octets_of(salt),
                        static_cast<int>(salt.size()), iterations, EVP_sha256(), size,
                        reinterpret_cast<unsigned char*>(result.data()));
  if (made != 1) throw std::bad_alloc();
  return result;
}

}  // namespace deskgate::router::authentication
