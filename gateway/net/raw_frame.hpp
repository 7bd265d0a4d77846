// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The RawSocket transport of WAMP (specification, "RawSocket Transport"): its handshake and its
// frames, without a socket.
//
// Each side announces the longest message that it is willing to receive as 2^(9+L) octets. A frame
// is `RRRRXTTT`, a length of 24 bits, the payload; X stands for the one length that 24 bits cannot
// say, 2^24.
#pragma once

#include <array>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <string_view>

namespace deskgate::gateway::net::raw {

// The first octet of a handshake, and what tells RawSocket from HTTP.
inline constexpr char magic = 0x7F;
inline constexpr std::size_t handshake_size = 4;

// The octets of the longest message that a length octet (0..15) announces.
constexpr std::size_t announced_size(unsigned exponent) {
  return std::size_t{512} << exponent;
}

// The largest announcement that promises no more than `limit` octets; 0 where `limit` is below 512.
unsigned exponent_for(std::size_t limit);

// Why a handshake is refused, as the specification numbers it.
enum class Refusal { unsupported_serializer = 1, reserved_bits = 3 };

// What a client asks for in its handshake.
struct Request {
  unsigned exponent;  // of what it is willing to receive
  int serializer;     // 0 is illegal
  bool reserved_is_zero;
};

// `octets` are the four octets of a handshake.
Request read_request(std::string_view octets);

std::string accept_reply(unsigned own_exponent, int serializer);
std::string refuse_reply(Refusal refusal);

// The types of frames, as they stand on the wire.
enum class Type { message = 0, ping = 1, pong = 2 };

// What stood at the front of the input. The payload points into the input.
struct Item {
  enum class Kind { incomplete, message, ping, pong, violation };
  Kind kind;
  std::string_view octets{};  // the payload; for a violation, the reason
};

// The longest ping of somebody unknown that is answered: that of a WebSocket (RFC 6455, 5.5). The
// specification of RawSocket has no bound of its own.
inline constexpr std::size_t strangers_ping = 125;

// Takes the next frame off the front of `input`. `incomplete` leaves its octets there. A frame
// longer than `limit`, or a ping longer than `longest_ping`, is a violation as soon as its head is
// there.
Item next(std::span<char>& input, std::size_t limit,
          std::size_t longest_ping = std::numeric_limits<std::size_t>::max());

// The longest frame that is ever sent, whatever the peer announced: many do not know X.
inline constexpr std::size_t max_sent = (std::size_t{1} << 24) - 1;

// The head of a frame of at most max_sent octets.
std::array<char, 4> encode_head(Type type, std::size_t length);

}  // namespace deskgate::gateway::net::raw
