// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/raw_frame.hpp"

#include <cassert>

namespace deskgate::gateway::net::raw {
namespace {

constexpr std::size_t head_size = 4;
constexpr unsigned largest_exponent = 15;
constexpr unsigned reserved_bits = 0xF0;
constexpr unsigned x_bit = 0x08;
constexpr unsigned type_bits = 0x07;

unsigned octet(std::string_view octets, std::size_t at) {
  return static_cast<unsigned char>(octets[at]);
}

std::size_t length_in(std::string_view head) {
  return std::size_t{octet(head, 1)} << 16 | octet(head, 2) << 8 | octet(head, 3);
}

std::string_view wrong_in_first(unsigned first) {
  if (first & reserved_bits) return "a reserved bit is set";
  if ((first & type_bits) > static_cast<unsigned>(Type::pong)) return "reserved frame type";
  return {};
}

Item::Kind kind_of(unsigned type) {
  if (type == static_cast<unsigned>(Type::message)) return Item::Kind::message;
  return type == static_cast<unsigned>(Type::ping) ? Item::Kind::ping : Item::Kind::pong;
}

}  // namespace

unsigned exponent_for(std::size_t limit) {
  unsigned exponent = 0;
  while (exponent < largest_exponent && announced_size(exponent + 1) <= limit) ++exponent;
  return exponent;
}

Request read_request(std::string_view octets) {
  assert(octets.size() == handshake_size);
  return {.exponent = octet(octets, 1) >> 4,
          .serializer = static_cast<int>(octet(octets, 1) & 0x0F),
          .reserved_is_zero = octet(octets, 2) == 0 && octet(octets, 3) == 0};
}

std::string accept_reply(unsigned own_exponent, int serializer) {
  const auto second = static_cast<char>(own_exponent << 4 | static_cast<unsigned>(serializer));
  return {magic, second, 0, 0};
}

std::string refuse_reply(Refusal refusal) {
  return {magic, static_cast<char>(static_cast<unsigned>(refusal) << 4), 0, 0};
}

Item next(std::span<char>& input, std::size_t limit, std::size_t longest_ping) {
  const std::string_view octets(input.data(), input.size());
  if (octets.empty()) return {Item::Kind::incomplete};
  const auto first = octet(octets, 0);
  if (const auto why = wrong_in_first(first); !why.empty()) return {Item::Kind::violation, why};
  if (octets.size() < head_size) return {Item::Kind::incomplete};

  auto length = length_in(octets);
  if (first & x_bit && length != 0) return {Item::Kind::violation, "X with a length"};
  if (first & x_bit) length = max_sent + 1;
  if (length > limit) return {Item::Kind::violation, "the frame is too large"};
  const auto kind = kind_of(first & type_bits);
  if (kind == Item::Kind::ping && length > longest_ping) {
    return {Item::Kind::violation, "the ping is too long"};
  }
  if (octets.size() - head_size < length) return {Item::Kind::incomplete};
  input = input.subspan(head_size + length);
  return {kind, octets.substr(head_size, length)};
}

std::array<char, 4> encode_head(Type type, std::size_t length) {
  assert(length <= max_sent);
  return {static_cast<char>(type), static_cast<char>(length >> 16 & 0xFF),
          static_cast<char>(length >> 8 & 0xFF), static_cast<char>(length & 0xFF)};
}

}  // namespace deskgate::gateway::net::raw
