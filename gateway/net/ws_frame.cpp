// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/ws_frame.hpp"

#include <algorithm>
#include <cstring>

#include "router/utf8.hpp"

namespace deskgate::gateway::net::ws {
namespace {

// What the low seven bits of the second octet say where the length does not fit into them.
constexpr unsigned length_in_2_octets = 126;
constexpr unsigned length_in_8_octets = 127;

unsigned octet(std::string_view octets, std::size_t at) {
  return static_cast<unsigned char>(octets[at]);
}

std::uint64_t big_endian(std::string_view octets) {
  std::uint64_t value = 0;
  for (const unsigned char each : octets) value = value << 8 | each;
  return value;
}

Violation wrong(std::string_view reason) {
  return {CloseCode::protocol_error, reason};
}

bool is_known(unsigned opcode) {
  return opcode <= 2 || (opcode >= 8 && opcode <= 10);
}

std::size_t extended_length_size(unsigned length) {
  if (length == length_in_2_octets) return 2;
  return length == length_in_8_octets ? 8 : 0;
}

std::string_view wrong_in_first(unsigned first) {
  if (first & 0x70) return "a reserved bit is set";
  if (!is_known(first & 0x0F)) return "reserved opcode";
  return {};
}

std::string_view wrong_in_second(bool is_final, Opcode opcode, unsigned second) {
  if (!(second & 0x80)) return "the frame is not masked";
  if (!is_control(opcode)) return {};
  if (!is_final) return "fragmented control frame";
  if ((second & 0x7F) > max_control_payload) return "control frame longer than 125 octets";
  return {};
}

std::string_view wrong_in_length(std::size_t size, std::uint64_t length) {
  if (size == 2 && length < length_in_2_octets) return "length not in its shortest form";
  if (size == 8 && length <= 0xFFFF) return "length not in its shortest form";
  if (size == 8 && length >> 63) return "the highest bit of the length is set";
  return {};
}

bool is_legal(std::uint64_t close_code) {
  return (close_code >= 1000 && close_code <= 1003) || (close_code >= 1007 && close_code <= 1014) ||
         (close_code >= 3000 && close_code <= 4999);
}

}  // namespace

HeadReading read_head(std::string_view octets) {
  if (octets.empty()) return {};
  if (const auto why = wrong_in_first(octet(octets, 0)); !why.empty()) return wrong(why);
  if (octets.size() < 2) return {};

  FrameHead head{};
  head.is_final = octet(octets, 0) & 0x80;
  head.opcode = static_cast<Opcode>(octet(octets, 0) & 0x0F);
  const auto second = octet(octets, 1);
  if (const auto why = wrong_in_second(head.is_final, head.opcode, second); !why.empty()) {
    return wrong(why);
  }

  const auto extended = extended_length_size(second & 0x7F);
  if (octets.size() < 2 + extended) return {};
  head.length = extended ? big_endian(octets.substr(2, extended)) : second & 0x7F;
  if (const auto why = wrong_in_length(extended, head.length); !why.empty()) return wrong(why);

  head.size = 2 + extended + head.key.size();
  if (octets.size() < head.size) return {};
  std::memcpy(head.key.data(), octets.data() + 2 + extended, head.key.size());
  return head;
}

void unmask(std::span<char> payload, std::array<char, 4> key) {
  std::array<char, 8> twice{};
  std::memcpy(twice.data(), key.data(), 4);
  std::memcpy(twice.data() + 4, key.data(), 4);
  std::uint64_t wide_key = 0;
  std::memcpy(&wide_key, twice.data(), 8);

  std::size_t at = 0;
  for (; at + 8 <= payload.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, payload.data() + at, 8);
    word ^= wide_key;
    std::memcpy(payload.data() + at, &word, 8);
  }
  for (; at < payload.size(); ++at) payload[at] = static_cast<char>(payload[at] ^ key[at % 4]);
}

std::variant<std::monostate, Violation> check_close(std::string_view payload) {
  if (payload.empty()) return {};
  if (payload.size() == 1) return wrong("close frame with half a code");
  if (!is_legal(big_endian(payload.substr(0, 2)))) return wrong("illegal close code");
  if (!router::is_utf8(payload.substr(2))) {
    return Violation{CloseCode::bad_data, "the reason of a close frame is not UTF-8"};
  }
  return {};
}

EncodedHead::EncodedHead(Opcode opcode, std::size_t length) {
  octets_[0] = static_cast<char>(0x80 | static_cast<unsigned>(opcode));
  const std::size_t extended = length <= 125 ? 0 : length <= 0xFFFF ? 2 : 8;
  const auto in_second = extended == 0   ? length
                         : extended == 2 ? length_in_2_octets
                                         : length_in_8_octets;
  octets_[1] = static_cast<char>(in_second);
  for (std::size_t i = 0; i < extended; ++i) {
    octets_[1 + extended - i] = static_cast<char>(length >> (8 * i) & 0xFF);
  }
  size_ = 2 + extended;
}

std::string close_payload(CloseCode code, std::string_view reason) {
  const auto number = static_cast<unsigned>(code);
  std::string payload;
  payload += static_cast<char>(number >> 8);
  payload += static_cast<char>(number & 0xFF);
  payload += reason.substr(0, max_control_payload - 2);
  return payload;
}

}  // namespace deskgate::gateway::net::ws
