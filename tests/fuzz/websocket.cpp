// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What a WebSocket client sends after the handshake, in one piece and cut anywhere: the same
// messages, alone or out of batches, the same answers and the same end. Nobody gets more octets out
// of us than he puts in, but for one close frame; no message is larger than the limit, and text is
// UTF-8.
//
// Input: one octet for the subprotocol's kind and the length of the pieces, then the stream.
#include <array>
#include <memory>

#include "gateway/net/ws_framing.hpp"
#include "router/utf8.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/stream.hpp"

namespace deskgate::fuzz {
namespace {

using gateway::net::Batching;
using gateway::net::WsFraming;
using gateway::net::ws::Opcode;

constexpr std::size_t limit = 1024;
constexpr std::size_t largest_close_frame = 2 + 125;

// What the kinds of subprotocols have on the wire.
struct Kind {
  Opcode type;
  Batching batching;
};
constexpr std::array<Kind, 4> kinds{
    Kind{Opcode::text, Batching::none}, Kind{Opcode::binary, Batching::none},
    Kind{Opcode::text, Batching::terminated}, Kind{Opcode::binary, Batching::counted}};

Listener listener(Kind kind) {
  return Listener(std::make_unique<WsFraming>(kind.type, kind.batching, limit));
}

void check_bounds(const Heard& heard, std::size_t size, Kind kind) {
  require(heard.output.size() <= size + largest_close_frame,
          "an answer is no larger than its cause");
  for (const auto& message : heard.messages) {
    require(message.size() <= limit, "a message keeps to the limit");
    require(kind.type == Opcode::binary || router::is_utf8(message), "text is UTF-8");
  }
}

void check(std::string_view octets) {
  Choices choices(octets);
  const auto cut = choices.among(256);
  const auto kind = kinds[cut % kinds.size()];
  const auto stream = octets.substr(1);

  auto whole = listener(kind);
  whole.receive(stream);
  auto in_pieces = listener(kind);
  for (Pieces pieces(stream, 1 + cut / kinds.size()); pieces.are_left();) {
    in_pieces.receive(pieces.next());
  }
  require(whole.heard() == in_pieces.heard(), "it does not matter where a stream is cut");
  check_bounds(whole.heard(), stream.size(), kind);
}

}  // namespace
}  // namespace deskgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 0) deskgate::fuzz::check(deskgate::fuzz::view(data, size));
  return 0;
}
