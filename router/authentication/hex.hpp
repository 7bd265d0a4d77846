// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Octets as hexadecimal digits (RFC 4648 section 8), as cryptosign writes keys and signatures.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace deskgate::router::authentication {

// Two digits for each octet, in lower case.
std::string to_hex(std::span<const std::uint8_t> octets);

// Fills `octets`; false for a text that is not exactly as many, in digits of either case and
// nothing else. What `octets` hold then is not said.
bool read_hex(std::string_view text, std::span<std::uint8_t> octets);

// nullopt for a text that is not exactly `size` octets.
template <std::size_t size>
std::optional<std::array<std::uint8_t, size>> from_hex(std::string_view text) {
  std::array<std::uint8_t, size> octets{};
  if (!read_hex(text, octets)) return std::nullopt;
  return octets;
}

}  // namespace deskgate::router::authentication
