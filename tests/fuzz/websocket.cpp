// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What a WebSocket client sends after the handshake, in one piece and cut anywhere: the same
// messages, the same answers and the same end. Nobody gets more octets out of us than he puts in,
// but for one close frame; no message is larger than the limit, and text is UTF-8.
//
// Input: one octet for text or binary and the length of the pieces, then the stream.
#include <memory>

#include "gateway/net/ws_framing.hpp"
#include "router/utf8.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/stream.hpp"

namespace deskgate::fuzz {
namespace {

using gateway::net::WsFraming;
using gateway::net::ws::Opcode;

constexpr std::size_t limit = 1024;
constexpr std::size_t largest_close_frame = 2 + 125;

Listener listener(Opcode type) {
  return Listener(std::make_unique<WsFraming>(type, limit));
}

void check_bounds(const Heard& heard, std::size_t size, Opcode type) {
  require(heard.output.size() <= size + largest_close_frame,
          "an answer is no larger than its cause");
  for (const auto& message : heard.messages) {
    require(message.size() <= limit, "a message keeps to the limit");
    require(type == Opcode::binary || router::is_utf8(message), "text is UTF-8");
  }
}

void check(std::string_view octets) {
  Choices choices(octets);
  const auto cut = choices.among(256);
  const auto type = cut % 2 == 0 ? Opcode::text : Opcode::binary;
  const auto stream = octets.substr(1);

  auto whole = listener(type);
  whole.receive(stream);
  auto in_pieces = listener(type);
  for (Pieces pieces(stream, 1 + cut / 2); pieces.are_left();) in_pieces.receive(pieces.next());
  require(whole.heard() == in_pieces.heard(), "it does not matter where a stream is cut");
  check_bounds(whole.heard(), stream.size(), type);
}

}  // namespace
}  // namespace deskgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 0) deskgate::fuzz::check(deskgate::fuzz::view(data, size));
  return 0;
}
