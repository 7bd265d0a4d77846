// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/string_hash.hpp"

#include <sodium.h>

#include <array>
#include <cstring>

namespace deskgate::router {
namespace {

using Key = std::array<unsigned char, crypto_shorthash_KEYBYTES>;

Key random_key() {
  Key key{};
  crypto_shorthash_keygen(key.data());
  return key;
}

}  // namespace

std::size_t StringHash::operator()(std::string_view text) const noexcept {
  static const auto key = random_key();
  std::array<unsigned char, crypto_shorthash_BYTES> digest{};
  crypto_shorthash(digest.data(), reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                   key.data());
  std::size_t hash = 0;
  static_assert(sizeof hash == crypto_shorthash_BYTES);
  std::memcpy(&hash, digest.data(), sizeof hash);
  return hash;
}

}  // namespace deskgate::router
