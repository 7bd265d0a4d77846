// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "tests/net/frames.hpp"

namespace deskgate::gateway::net::testing {
namespace {

constexpr std::string_view mask = "\x37\xFA\x21\x3D";

std::string big_endian(std::size_t value, std::size_t octets) {
  std::string out;
  for (std::size_t i = octets; i > 0; --i) out += static_cast<char>(value >> (8 * (i - 1)) & 0xFF);
  return out;
}

std::size_t shortest_form(std::size_t length) {
  if (length <= 125) return 0;
  return length <= 0xFFFF ? 2 : 8;
}

std::string head(unsigned first, std::size_t length, std::size_t form, unsigned mask_bit) {
  const std::size_t second = form == 0 ? length : form == 2 ? 126 : 127;
  return big_endian(first, 1) + big_endian(second | mask_bit, 1) + big_endian(length, form);
}

}  // namespace

std::string hex(std::string_view digits) {
  std::string bare;
  for (const char c : digits) bare += c == ' ' ? "" : std::string(1, c);
  std::string out;
  for (std::size_t i = 0; i < bare.size(); i += 2) {
    out += static_cast<char>(std::stoul(bare.substr(i, 2), nullptr, 16));
  }
  return out;
}

std::string client_head(unsigned first, std::size_t length, std::size_t form) {
  return head(first, length, form, 0x80) + std::string(mask);
}

std::string client_frame(unsigned first, std::string_view payload) {
  auto frame = client_head(first, payload.size(), shortest_form(payload.size()));
  for (std::size_t i = 0; i < payload.size(); ++i) {
    frame += static_cast<char>(payload[i] ^ mask[i % 4]);
  }
  return frame;
}

std::string server_frame(unsigned first, std::string_view payload) {
  return head(first, payload.size(), shortest_form(payload.size()), 0) + std::string(payload);
}

std::string raw_frame(unsigned first, std::string_view payload) {
  return big_endian(first, 1) + big_endian(payload.size(), 3) + std::string(payload);
}

}  // namespace deskgate::gateway::net::testing
