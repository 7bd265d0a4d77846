// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Frames of WebSocket (RFC 6455, section 5) as a server reads and writes them: the rules that can
// be judged from one frame alone. What a sequence of frames must be is ws_reader's business.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace deskgate::gateway::net::ws {

// RFC 6455, section 5.2.
enum class Opcode : std::uint8_t {
  continuation = 0,
  text = 1,
  binary = 2,
  close = 8,
  ping = 9,
  pong = 10,
};

// Close, ping and pong: never fragmented, at most 125 octets.
constexpr bool is_control(Opcode opcode) {
  return static_cast<unsigned>(opcode) >= 8;
}
inline constexpr std::size_t max_control_payload = 125;

// The status codes that this server sends (RFC 6455, section 7.4.1).
enum class CloseCode : std::uint16_t {
  normal = 1000,
  protocol_error = 1002,
  wrong_type = 1003,
  bad_data = 1007,
  policy = 1008,
  too_big = 1009,
};

// Why the connection must be failed. `reason` is literal text.
struct Violation {
  CloseCode code;
  std::string_view reason;
};

// What precedes a client's payload.
struct FrameHead {
  bool is_final;
  Opcode opcode;
  std::uint64_t length;     // of the payload
  std::array<char, 4> key;  // the payload's mask
  std::size_t size;         // of this head
};

// monostate: more octets are needed.
using HeadReading = std::variant<std::monostate, FrameHead, Violation>;

// Reads the head of a client's frame at the front of `octets`. A violation is found with the first
// octet that shows it.
HeadReading read_head(std::string_view octets);

// Takes the mask off, in place.
void unmask(std::span<char> payload, std::array<char, 4> key);

// Judges the payload of a close frame: its length, its code, its text.
std::variant<std::monostate, Violation> check_close(std::string_view payload);

// The head of an unfragmented frame that a server sends.
class EncodedHead {
 public:
  EncodedHead(Opcode opcode, std::size_t length);
  std::string_view view() const { return {octets_.data(), size_}; }

 private:
  std::array<char, 10> octets_{};
  std::size_t size_;
};

// The payload of a close frame. `reason` is ASCII; what does not fit is cut off.
std::string close_payload(CloseCode code, std::string_view reason);

}  // namespace deskgate::gateway::net::ws
