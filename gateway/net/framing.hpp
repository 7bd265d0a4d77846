// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// How messages travel on one connection: the one thing in which WebSocket and RawSocket differ once
// the handshake is over.
//
// A framing answers pings and close frames by itself, into the outbox. It knows neither the socket
// nor WAMP.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "gateway/net/outbox.hpp"

namespace deskgate::gateway::net {

// What a framing finds in the octets that have come.
struct Received {
  enum class Kind {
    incomplete,  // the rest is the beginning of a frame
    message,     // `octets` are one whole message
    farewell,    // the peer has said that it sends nothing more, and has been answered
    violation,   // `octets` say why the connection must end; the peer has been told
  };
  Kind kind;
  std::string_view octets{};
};

// Whether the peer answers when we say that we are done.
enum class Farewell { answered, unanswered };

class Framing {
 public:
  virtual ~Framing() = default;

  // For people: "WebSocket".
  virtual std::string_view name() const = 0;

  // Takes frames off the front of `input` up to the next thing that its owner must know. Octets
  // of an incomplete frame stay there and must be at the front when more have come. The result's
  // octets are valid until the next call or until the memory of `input` changes.
  virtual Received receive(std::span<char>& input, Outbox& out) = 0;

  // Queues one message of at most largest_message() octets.
  virtual void send(std::string_view message, Outbox& out) = 0;
  virtual std::size_t largest_message() const = 0;

  // Queues the last frame that we send, if there is such a frame.
  virtual Farewell say_farewell(Outbox& out) = 0;

  // Whether the peer is in a realm; it begins in none. A stranger may not have us repeat much.
  virtual void set_joined(bool) {}

  // Whether a living peer answers a ping. ping() queues one; only for those that do.
  virtual bool is_pingable() const = 0;
  virtual void ping(Outbox& out) = 0;
};

}  // namespace deskgate::gateway::net
