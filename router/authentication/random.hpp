// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "router/id.hpp"

namespace deskgate::router::authentication {

// As many random octets, none of which is used for anything else.
template <std::size_t size>
std::array<std::uint8_t, size> random_octets(const Entropy& entropy) {
  static_assert(size % sizeof(std::uint64_t) == 0);
  std::array<std::uint8_t, size> octets{};
  for (std::size_t at = 0; at < size; at += sizeof(std::uint64_t)) {
    const auto bits = entropy();
    for (std::size_t i = 0; i < sizeof bits; ++i) {
      octets[at + i] = static_cast<std::uint8_t>(bits >> 8 * i);
    }
  }
  return octets;
}

}  // namespace deskgate::router::authentication
