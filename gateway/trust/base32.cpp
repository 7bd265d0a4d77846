// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/base32.hpp"

#include <string_view>

namespace deskgate::gateway::trust {

std::string to_base32(std::span<const std::uint8_t> octets) {
  constexpr std::string_view digits = "abcdefghijklmnopqrstuvwxyz234567";
  std::string text;
  unsigned bits = 0;
  int count = 0;
  for (const auto octet : octets) {
    bits = (bits << 8 | octet) & 0xFFFF;
    for (count += 8; count >= 5; count -= 5) text += digits[bits >> (count - 5) & 31];
  }
  if (count > 0) text += digits[bits << (5 - count) & 31];
  return text;
}

}  // namespace deskgate::gateway::trust
