// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A RawSocket peer from its first octet on, in one piece and cut anywhere: the same verdict on the
// handshake, the same messages, the same answers and the same end. Nobody gets more octets out of
// us than he puts in.
//
// Input: one octet for the length of the pieces, then the stream after its first octet, 7F.
#include <optional>
#include <string>
#include <utility>

#include "gateway/net/opening.hpp"
#include "gateway/net/raw_frame.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/stream.hpp"

namespace deskgate::fuzz {
namespace {

using gateway::net::Opening;

constexpr std::size_t limit = 1024;

// A connection from its handshake on.
class Peer {
 public:
  void receive(std::string_view piece) {
    if (listener_) return listener_->receive(piece);
    if (is_refused_) return;
    input_ += piece;
    auto opening =
        gateway::net::open(input_, {.rules = rules_, .message_limit = limit, .is_unix = true});
    reply_ = opening.reply;
    is_refused_ = opening.kind == Opening::Kind::refused;
    if (opening.kind != Opening::Kind::accepted) return;
    require(opening.consumed == gateway::net::raw::handshake_size, "a handshake has four octets");
    require(opening.serializer != nullptr, "what is accepted has a serializer");
    listener_.emplace(std::move(opening.framing));
    listener_->receive(std::string_view(input_).substr(opening.consumed));
  }

  const std::string& reply() const { return reply_; }
  bool is_refused() const { return is_refused_; }
  Heard heard() { return listener_ ? listener_->heard() : Heard{}; }

 private:
  gateway::net::HttpRules rules_;
  std::string input_;
  std::string reply_;
  bool is_refused_ = false;
  std::optional<Listener> listener_;
};

void check_bounds(Peer& peer, std::size_t size) {
  const auto heard = peer.heard();
  require(peer.reply().empty() || peer.reply().size() == 4, "a reply has four octets");
  require(peer.is_refused() == (peer.reply().size() == 4 && (peer.reply()[1] & 0x0F) == 0),
          "only a refusal names no serializer");
  require(peer.reply().size() + heard.output.size() <= size,
          "an answer is no larger than its cause");
  for (const auto& message : heard.messages) {
    require(message.size() <= limit, "a message keeps to the limit");
  }
}

void check(std::string_view octets) {
  const auto length = 1 + Choices(octets).among(256);
  const auto stream = std::string(1, gateway::net::raw::magic) + std::string(octets.substr(1));

  Peer whole;
  whole.receive(stream);
  Peer in_pieces;
  for (Pieces pieces(stream, length); pieces.are_left();) in_pieces.receive(pieces.next());
  require(whole.reply() == in_pieces.reply() && whole.heard() == in_pieces.heard(),
          "it does not matter where a stream is cut");
  check_bounds(whole, stream.size());
}

}  // namespace
}  // namespace deskgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 0) deskgate::fuzz::check(deskgate::fuzz::view(data, size));
  return 0;
}
