// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "bench/frames.hpp"

#include <array>
#include <cstdint>
#include <cstring>

namespace deskgate::bench {
namespace {

constexpr std::size_t raw_head_size = 4;
constexpr unsigned raw_ping = 1;
constexpr unsigned raw_pong = 2;
constexpr unsigned text = 1;
constexpr unsigned binary = 2;
constexpr unsigned close = 8;
constexpr unsigned ping = 9;
constexpr unsigned pong = 10;

// A mask is for proxies that could be fooled; one for all frames costs a server what any would.
constexpr std::array<char, 8> mask = {0x37, 0x1a, 0x5c, 0x29, 0x37, 0x1a, 0x5c, 0x29};

void append_big_endian(std::uint64_t value, std::size_t octets, std::string& out) {
  for (auto left = octets; left > 0; --left) out += static_cast<char>(value >> 8 * (left - 1));
}

std::uint64_t big_endian(std::string_view octets) {
  std::uint64_t value = 0;
  for (const unsigned char each : octets) value = value << 8 | each;
  return value;
}

void append_masked(std::string_view payload, std::string& out) {
  const auto start = out.size();
  out.append(payload);
  char* at = out.data() + start;
  auto left = payload.size();
  std::uint64_t key = 0;
  std::memcpy(&key, mask.data(), 8);
  for (; left >= 8; at += 8, left -= 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, 8);
    word ^= key;
    std::memcpy(at, &word, 8);
  }
  for (std::size_t i = 0; i < left; ++i) at[i] = static_cast<char>(at[i] ^ mask[i]);
}

void append_websocket(unsigned opcode, std::string_view payload, std::string& out) {
  out += static_cast<char>(0x80 | opcode);
  if (payload.size() < 126) {
    out += static_cast<char>(0x80 | payload.size());
  } else if (payload.size() <= 0xFFFF) {
    out += static_cast<char>(0x80 | 126);
    append_big_endian(payload.size(), 2, out);
  } else {
    out += static_cast<char>(0x80 | 127);
    append_big_endian(payload.size(), 8, out);
  }
  out.append(mask.data(), 4);
  append_masked(payload, out);
}

void append_raw(unsigned type, std::string_view payload, std::string& out) {
  append_big_endian(std::uint64_t{type} << 24 | payload.size(), raw_head_size, out);
  out.append(payload);
}

Frame::Kind websocket_kind(unsigned opcode) {
  if (opcode == text || opcode == binary) return Frame::Kind::message;
  if (opcode == ping) return Frame::Kind::ping;
  return opcode == close ? Frame::Kind::close : Frame::Kind::other;
}

std::optional<Frame> read_websocket(std::string_view octets) {
  if (octets.size() < 2) return std::nullopt;
  const auto opcode = static_cast<unsigned char>(octets[0]) & 0x0Fu;
  std::size_t length = static_cast<unsigned char>(octets[1]) & 0x7Fu;
  const std::size_t extended = length == 126 ? 2 : length == 127 ? 8 : 0;
  const auto head = 2 + extended;
  if (octets.size() < head) return std::nullopt;
  if (extended > 0) length = big_endian(octets.substr(2, extended));
  if (octets.size() - head < length) return std::nullopt;
  return Frame{websocket_kind(opcode), octets.substr(head, length), head + length};
}

std::optional<Frame> read_raw(std::string_view octets) {
  if (octets.size() < raw_head_size) return std::nullopt;
  const auto length = big_endian(octets.substr(1, 3));
  if (octets.size() - raw_head_size < length) return std::nullopt;
  const auto type = static_cast<unsigned char>(octets[0]) & 7u;
  const auto kind = type == 0          ? Frame::Kind::message
                    : type == raw_ping ? Frame::Kind::ping
                                       : Frame::Kind::other;
  return Frame{kind, octets.substr(raw_head_size, length), raw_head_size + length};
}

}  // namespace

void append_frame(Framing framing, Codec codec, std::string_view message, std::string& out) {
  if (framing == Framing::rawsocket) return append_raw(0, message, out);
  append_websocket(codec == Codec::json ? text : binary, message, out);
}

std::optional<Frame> read_frame(Framing framing, std::string_view octets) {
  return framing == Framing::websocket ? read_websocket(octets) : read_raw(octets);
}

void append_pong(Framing framing, std::string_view payload, std::string& out) {
  if (framing == Framing::websocket) return append_websocket(pong, payload, out);
  append_raw(raw_pong, payload, out);
}

}  // namespace deskgate::bench
