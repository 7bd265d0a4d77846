// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/authentication/hex.hpp"

#include <sodium.h>

namespace deskgate::router::authentication {

std::string to_hex(std::span<const std::uint8_t> octets) {
  std::string text(2 * octets.size() + 1, '\0');  // libsodium writes a final NUL
  sodium_bin2hex(text.data(), text.size(), octets.data(), octets.size());
  text.pop_back();
  return text;
}

bool read_hex(std::string_view text, std::span<std::uint8_t> octets) {
  if (text.size() != 2 * octets.size()) return false;
  return sodium_hex2bin(octets.data(), octets.size(), text.data(), text.size(), nullptr, nullptr,
                        nullptr) == 0;
}

}  // namespace deskgate::router::authentication
