// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// One connection as its peer's octets make it, without a socket: what is heard on it, and what it
// answers.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/net/framing.hpp"

namespace deskgate::fuzz {

// What came of all octets of a peer.
struct Heard {
  std::vector<std::string> messages;
  std::string output;  // of the framing
  std::string end;     // "farewell", or why the connection was ended; empty: it goes on
  friend bool operator==(const Heard&, const Heard&) = default;
};

// Feeds a framing piece by piece, as a connection does whose peer reads nothing before the end:
// which of many pongs are left out hangs on when the peer reads, and must not hang on anything
// else.
class Listener {
 public:
  explicit Listener(std::unique_ptr<gateway::net::Framing> framing);

  // Octets after the end are not looked at.
  void receive(std::string_view piece);

  // Reads what has been answered.
  const Heard& heard();

 private:
  bool take_next(std::span<char>& input);

  std::unique_ptr<gateway::net::Framing> framing_;
  gateway::net::Outbox outbox_;
  std::string input_;
  Heard heard_;
};

// The lengths of the pieces that a stream comes in, from one octet of input: 1: octet by octet;
// other ones: pieces of that many octets, then of one more, then of that many …
class Pieces {
 public:
  Pieces(std::string_view stream, std::size_t length) : rest_(stream), length_(length) {}

  bool are_left() const { return !rest_.empty(); }
  std::string_view next();

 private:
  std::string_view rest_;
  std::size_t length_;
  bool is_longer_ = false;
};

}  // namespace deskgate::fuzz
