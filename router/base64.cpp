// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/base64.hpp"

#include <algorithm>

namespace deskgate::router {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// The digits of one group of four; nullopt where one is not in the alphabet. Padding counts as 0.
std::optional<std::uint32_t> read_group(std::string_view digits) {
  std::uint32_t bits = 0;
  for (const char digit : digits) {
    const auto value = alphabet.find(digit);
    if (value == std::string_view::npos) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
  }
  return bits << 6 * (4 - digits.size());
}

}  // namespace

std::string to_base64(std::span<const std::uint8_t> octets) {
  std::string text;
  text.reserve((octets.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < octets.size(); at += 3) {
    const auto count = std::min<std::size_t>(3, octets.size() - at);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i) bits = bits << 8 | (i < count ? octets[at + i] : 0U);
    for (std::size_t i = 0; i <= count; ++i) text += alphabet[bits >> (18 - 6 * i) & 63U];
    text.append(3 - count, '=');
  }
  return text;
}

std::string to_base64(std::string_view octets) {
  return to_base64(std::span(reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size()));
}

std::optional<Octets> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  Octets octets;
  octets.reserve(text.size() / 4 * 3);
  const auto padding = text.ends_with("==") ? 2U : text.ends_with('=') ? 1U : 0U;
  const auto digits = text.substr(0, text.size() - padding);
  for (std::size_t at = 0; at < digits.size(); at += 4) {
    const auto group = digits.substr(at, 4);
    const auto bits = read_group(group);
    if (!bits) return std::nullopt;
    for (std::size_t i = 0; i + 1 < group.size(); ++i) {
      octets.push_back(static_cast<std::uint8_t>(*bits >> (16 - 8 * i)));
    }
  }
  if (to_base64(octets) != text) return std::nullopt;
  return octets;
}

}  // namespace deskgate::router
