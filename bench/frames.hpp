// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Frames as a client writes and reads them: WebSocket (masked one way, bare the other) and
// RawSocket.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "bench/target.hpp"

namespace deskgate::bench {

// Appends one message in one frame.
void append_frame(Framing framing, Codec codec, std::string_view message, std::string& out);

// One frame at the front of a stream.
struct Frame {
  enum class Kind { message, ping, close, other };
  Kind kind;
  std::string_view payload;
  std::size_t size;  // with its head
};

// nullopt: it is not all there. Fragments count as whole messages: no measured server makes any.
std::optional<Frame> read_frame(Framing framing, std::string_view octets);

// The answer to a ping.
void append_pong(Framing framing, std::string_view payload, std::string& out);

}  // namespace deskgate::bench
