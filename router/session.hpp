// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// One WAMP session over one transport, from HELLO to GOODBYE (specification, "Sessions").
//
//   closed ─ HELLO ▶ judged ───────▶ established ─ shut_down or kill: GOODBYE ▶ shutting_down
//     ▲             │    ▲                │                                        │
//     │   CHALLENGE ▼    │ AUTHENTICATE   │                                GOODBYE ▼
//     │           challenged              │                                       over
//     └───────────────── GOODBYE, answered┘   violation, ABORT, lost transport: ───▲
//
// In `judged` the authenticator thinks about who it is, and the peer waits.
// An established session may wait for the authorizer: then all that the peer says, but for ABORT,
// is kept and looked at later, in order.
// After a GOODBYE handshake that the peer began the same transport may say HELLO again. Every
// violation that the specification lists ends in ABORT with wamp.error.protocol_violation, and
// nothing that arrives later is looked at.
#pragma once

#include <list>
#include <memory>

#include "router/authenticator.hpp"
#include "router/authorizer.hpp"
#include "router/features.hpp"
#include "router/message.hpp"
#include "router/transport.hpp"

namespace deskgate::router {

class Router;
class Realm;

// Belongs to the connection that it serves and must not outlive `router` or `transport`. Not
// thread-safe.
class Session {
 public:
  Session(Router& router, Transport& transport, std::unique_ptr<Authenticator> authenticator);
  // For somebody whom the transport vouches for.
  Session(Router& router, Transport& transport, Admission admission);
  ~Session();  // leaves the realm, silently
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // One message from the peer. Ignored once the session is over.
  void receive(const Message& message);

  // The peer sent something that is not a message: ABORT with the error that the serializer gave
  // (silently where GOODBYE has been sent: nothing follows that).
  void reject(const Error& error);

  // The transport is gone: leaves the realm, sends nothing.
  void lose_transport();

  // The router ends the session: GOODBYE with `reason` to an established peer, ABORT to one that
  // has not joined; the transport is closed when the peer has answered (the connection's own
  // time-out bounds that) or at once.
  void shut_down(std::string_view reason);

  // Somebody else ends the session (specification, "Session Meta API"): an established one leaves
  // its realm and sends `goodbye`, any other one is left alone. Its connection, which has had no
  // part in this, notices by is_established().
  void kill(Goodbye goodbye);

  // Between WELCOME and the first GOODBYE or ABORT of either side.
  bool is_established() const { return state_ == State::established; }

  // The authorizer finds out about a request of the peer. What comes meanwhile is kept, without a
  // bound: the transport should not read much, until resume() is called.
  bool is_waiting() const { return !kept_.empty(); }

  // GOODBYE is sent, and the peer's is waited for.
  bool is_shutting_down() const { return state_ == State::shutting_down; }

  // Nothing more is expected of the peer: it was aborted, has aborted, has answered GOODBYE, or is
  // lost. Except where the transport was lost, the session has called Transport::close() by then,
  // so that its connection has nothing left to do but flush. Between a GOODBYE and the next HELLO
  // a session is neither established nor over: the connection's own time-out bounds that.
  bool is_over() const { return state_ == State::over; }

  const Principal& principal() const { return principal_; }
  // What the peer has announced in HELLO.
  const Features& features() const { return features_; }
  bool is_trusted() const { return is_trusted_; }
  bool is_owner() const { return is_owner_; }

  // Whether a message with these arguments can be sent to the peer: Transport::takes().
  Result<void> takes(const Payload& payload) const { return transport_.takes(payload); }

  // For the realm that it has joined: one message to the peer. One that is leaving hears nothing,
  // although it is found in the realm's tables until it has left.
  void send(const Outgoing& message) {
    if (realm_) transport_.send(message);
  }

 private:
  enum class State { closed, judged, challenged, established, shutting_down, over };

  void on_first(const Message& message);
  void on_answer(const Message& message);
  void on_established(const Message& message);
  void obey(const Message& message);
  void go_on();
  void on_hello(const Hello& hello);
  void on_verdict(Authenticator::Verdict verdict);
  void ask(const Challenge& challenge);
  void admit(const Admission& admission);
  void on_goodbye();
  void abort(const Error& error);
  void leave();
  void end();

  Router& router_;
  Transport& transport_;
  State state_ = State::closed;
  Realm* asked_for_ = nullptr;  // from HELLO on
  Realm* realm_ = nullptr;      // set while established
  Principal principal_;
  Features features_;
  bool is_owner_ = false;
  bool is_trusted_ = false;
  std::list<Message> kept_;  // while it waits: the request that is asked about, and what came after
  std::unique_ptr<Authenticator> authenticator_;  // goes first: it may be about to tell
};

}  // namespace deskgate::router
