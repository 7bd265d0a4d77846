// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What the router needs of a connection: a way to send and a way to end it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "router/message.hpp"
#include "router/per_serializer.hpp"

namespace deskgate::router {

class Serializer;

// The channel binding "tls-exporter" (RFC 9266): 32 octets that both ends of a TLS connection know,
// and nobody else.
using ChannelId = std::array<std::uint8_t, 32>;

// The SHA-256 of a public key (its SubjectPublicKeyInfo, RFC 7469 section 2.4).
using KeyHash = std::array<std::uint8_t, 32>;

// A message on its way out, to one receiver or to many; encoded at most once per serializer.
class Outgoing {
 public:
  // Any message may be sent as it stands, and none of them is an Outgoing.
  template <class M>
  requires std::is_constructible_v<Message, M>
  // NOLINTNEXTLINE(google-explicit-constructor,bugprone-forwarding-reference-overload): as said
  Outgoing(M&& message) : message_(std::forward<M>(message)) {}
  // An event that was published to be retained: the state of `topic` from now on.
  Outgoing(Event event, std::string topic)
      : message_(std::move(event)), state_topic_(std::move(topic)) {}
  Outgoing(const Outgoing&) = delete;
  Outgoing& operator=(const Outgoing&) = delete;

  const Message& message() const { return message_; }

  // The topic whose state the EVENT tells; empty for all other messages. A peer that has yet to be
  // sent an older state of the same subscription and topic need not get that any more.
  std::string_view state_topic() const { return state_topic_; }

  // The encoded message. The octets live as long as this object. A RESULT or ERROR
  // whose arguments have no form in `serializer` is an ERROR wamp.error.invalid_argument there; any
  // other message, and a RESULT that is progress, fails with that.
  Result<std::string_view> octets(const Serializer& serializer) const;

 private:
  // What one serializer has made of the message.
  struct Encoding {
    std::string octets;
    Result<void> outcome;
  };

  Encoding encode(const Serializer& serializer) const;

  Message message_;
  std::string state_topic_;
  mutable PerSerializer<Encoding> encoded_;
};

// A reliable, ordered connection to one peer. send(), close() and resume() only queue: they never
// call back into the router, never block and never throw, so that the router may call them while it
// walks its tables. What happens to the connection is told to its Session later, from the event
// loop.
class Transport {
 public:
  virtual ~Transport() = default;

  // Whether a message with these arguments can be sent; wamp.error.invalid_argument says what its
  // peer's serializer has no form for. Asked before a call goes to a callee, whose caller is told.
  virtual Result<void> takes(const Payload&) const { return {}; }

  // nullopt: the transport has none.
  virtual std::optional<ChannelId> channel_id() const { return std::nullopt; }

  // The key of the certificate that the peer has shown for itself, and proven to have; nullopt: it
  // has shown none. Nobody else vouches for it.
  virtual std::optional<KeyHash> client_key() const { return std::nullopt; }

  // A message that the peer's serializer has no form for (Outgoing::octets) is dropped and logged.
  virtual void send(const Outgoing& message) = 0;

  // Ends the connection once everything sent before has left. Sends after this one are ignored.
  virtual void close() = 0;

  // The session does not wait any longer (Session::is_waiting), and may have ended meanwhile.
  virtual void resume() {}
};

}  // namespace deskgate::router
