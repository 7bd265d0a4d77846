// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The messages of WAMP v2, one struct each, fields in wire order (specification, "Messages").
//
// A Message says nothing about how it is encoded. Options and Details are dictionaries as received:
// whoever reads a key checks its type. An empty one is null, which costs no memory and finds no
// key.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "router/id.hpp"
#include "router/payload.hpp"

namespace deskgate::router {

// The message type codes.
enum class Code : int {
  hello = 1,
  welcome = 2,
  abort = 3,
  challenge = 4,
  authenticate = 5,
  goodbye = 6,
  error = 8,
  publish = 16,
  published = 17,
  subscribe = 32,
  subscribed = 33,
  unsubscribe = 34,
  unsubscribed = 35,
  event = 36,
  call = 48,
  cancel = 49,
  result = 50,
  register_ = 64,
  registered = 65,
  unregister = 66,
  unregistered = 67,
  invocation = 68,
  interrupt = 69,
  yield = 70,
};

// Sessions.
struct Hello {
  std::string realm;
  Dict details{};
};
struct Welcome {
  SessionId session;
  Dict details{};
};
struct Abort {
  Dict details{};
  std::string reason;
  Payload payload{};
};
struct Challenge {
  std::string method;
  Dict extra{};
};
struct Authenticate {
  std::string signature;
  Dict extra{};
};
struct Goodbye {
  Dict details{};
  std::string reason;
};

// `request` is the id of the request that failed: a RequestId towards the router's client, an
// InvocationId from a callee.
struct CallError {
  Code request_type;
  std::uint64_t request;
  Dict details{};
  std::string error;
  Payload payload{};
};

// Publish and subscribe.
struct Publish {
  RequestId request;
  Dict options{};
  std::string topic;
  Payload payload{};
};
struct Published {
  RequestId request;
  PublicationId publication;
};
struct Subscribe {
  RequestId request;
  Dict options{};
  std::string topic;
};
struct Subscribed {
  RequestId request;
  SubscriptionId subscription;
};
struct Unsubscribe {
  RequestId request;
  SubscriptionId subscription;
  Dict options{};  // Autobahn's; on the wire only if not empty
};
// A revocation has request 0 and details that name the subscription; an answer has neither.
struct Unsubscribed {
  RequestId request;
  Dict details{};
};
struct Event {
  SubscriptionId subscription;
  PublicationId publication;
  Dict details{};
  Payload payload{};
};

// Remote procedure calls.
struct Call {
  RequestId request;
  Dict options{};
  std::string procedure;
  Payload payload{};
};
struct Cancel {
  RequestId request;
  Dict options{};
};
struct CallResult {
  RequestId request;
  Dict details{};
  Payload payload{};

  // Whether more of it follows (Details.progress).
  bool is_progress() const {
    const auto progress = details.find("progress");
    return progress != details.end() && *progress == true;
  }
};
struct Register {
  RequestId request;
  Dict options{};
  std::string procedure;
};
struct Registered {
  RequestId request;
  RegistrationId registration;
};
struct Unregister {
  RequestId request;
  RegistrationId registration;
  Dict options{};  // Autobahn's; on the wire only if not empty
};
// As Unsubscribed: a revocation has request 0 and details.
struct Unregistered {
  RequestId request;
  Dict details{};
};
struct Invocation {
  InvocationId request;
  RegistrationId registration;
  Dict details{};
  Payload payload{};
};
struct Interrupt {
  InvocationId request;
  Dict options{};
};
struct Yield {
  InvocationId request;
  Dict options{};
  Payload payload{};
};

using Message = std::variant<Hello, Welcome, Abort, Challenge, Authenticate, Goodbye, CallError,
                             Publish, Published, Subscribe, Subscribed, Unsubscribe, Unsubscribed,
                             Event, Call, Cancel, CallResult, Register, Registered, Unregister,
                             Unregistered, Invocation, Interrupt, Yield>;

// The type code of a message, and the name that the specification gives it ("SUBSCRIBE").
Code code_of(const Message& message);
std::string_view name_of(Code code);

// The arguments of a message; nullptr: its type has none.
const Payload* payload_of(const Message& message);

}  // namespace deskgate::router
