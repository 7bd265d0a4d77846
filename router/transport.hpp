// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What the router needs of a connection: a way to send and a way to end it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "router/message.hpp"

namespace deskgate::router {

class Serializer;

// A message on its way out, to one receiver or to many; encoded at most once per serializer. Cheap
// to copy.
class Outgoing {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): any message may be sent as it stands
  Outgoing(Message message);

  const Message& message() const;

  // The encoded message. The octets live as long as any copy of this object. A RESULT or ERROR
  // whose arguments have no form in `serializer` is an ERROR wamp.error.invalid_argument there; any
  // other message, and a RESULT that is progress, fails with that.
  Result<std::string_view> octets(const Serializer& serializer) const;

 private:
  struct Content;
  std::shared_ptr<Content> content_;
};

// A reliable, ordered connection to one peer. send() and close() only queue: they never call back
// into the router, never block and never throw, so that the router may call them while it walks its
// tables. What happens to the connection is told to its Session later, from the event loop.
class Transport {
 public:
  virtual ~Transport() = default;

  // Whether a message with these arguments can be sent; wamp.error.invalid_argument says what its
  // peer's serializer has no form for. Asked before a call goes to a callee, whose caller is told.
  virtual Result<void> takes(const Payload&) const { return {}; }

  // A message that the peer's serializer has no form for (Outgoing::octets) is dropped and logged.
  virtual void send(const Outgoing& message) = 0;

  // Ends the connection once everything sent before has left. Sends after this one are ignored.
  virtual void close() = 0;
};

}  // namespace deskgate::router
