// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A session in this process: the bridge is a WAMP peer like any other, without a serializer and
// without a socket.
//
// What the router sends to it is queued and handed to its owner from the event loop, so that no
// handler ever runs inside the router's own functions. Not thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "router/error.hpp"
#include "router/payload.hpp"
#include "router/session.hpp"
#include "router/transport.hpp"

namespace deskgate::router {

// Runs a function later on the event loop, in the order given.
using Post = std::function<void(std::function<void()>)>;

// The one answer to one invocation. Copies are the same answer; the first one counts. If the last
// copy goes away unanswered, the caller gets wamp.error.canceled. Safe to keep after the peer is
// gone: then it does nothing. Answers at once, so not from within a SubscriptionObserver.
class Answer {
 public:
  class Slot;
  explicit Answer(std::shared_ptr<Slot> slot) : slot_(std::move(slot)) {}
  void yield(Payload payload) const;
  // With the error's message as the only argument, or with a payload of its own.
  void fail(const Error& error) const;
  void fail(std::string uri, Payload payload) const;
  // Whether somebody still waits for it: not after the first one, and not once the call has been
  // cancelled, has timed out or is not allowed any longer.
  bool is_awaited() const;

 private:
  std::shared_ptr<Slot> slot_;
};

// An invocation as a handler sees it. `caller` is always disclosed to a peer in this process.
struct LocalCall {
  std::string procedure;
  Payload payload;
  Principal caller;
};

// An event that has come; valid while it is handled.
struct LocalEvent {
  const std::string& topic;
  const Payload& payload;
  bool is_retained = false;  // it was there before the subscription
};

class LocalPeer {
 public:
  using Handler = std::function<void(const LocalCall& call, Answer answer)>;
  using EventHandler = std::function<void(const LocalEvent& event)>;

  // Joins `realm` at once. Throws std::invalid_argument if there is no such realm.
  LocalPeer(Router& router, std::string_view realm, Admission admission, Post post);
  ~LocalPeer();  // leaves; pending invocations answer wamp.error.canceled
  LocalPeer(const LocalPeer&) = delete;
  LocalPeer& operator=(const LocalPeer&) = delete;

  // Registers `procedure` (exact). Fails as REGISTER does. Once it is withdrawn the handler is not
  // called again: invocations that wait in the queue are answered with wamp.error.canceled.
  Result<RegistrationId> provide(const std::string& procedure, Handler handler);
  void withdraw(RegistrationId registration);

  // Publishes. `options` are those of PUBLISH (retain, eligible_authrole, …). Fails as an
  // acknowledged PUBLISH does.
  Result<void> publish(const std::string& topic, Payload payload, Dict options = Dict::object());

  // Drops the retained event of a topic: its subject is gone.
  void forget_retained(const std::string& topic);

  // Subscribes. `options` are those of SUBSCRIBE beside `match` (get_retained). Fails as SUBSCRIBE
  // does. The same topic and match again is the same subscription, with the new handler. After
  // unsubscribe the handler is not called again.
  Result<SubscriptionId> subscribe(const std::string& topic, Match match, EventHandler handler,
                                   Dict options = Dict::object());
  void unsubscribe(SubscriptionId subscription);

  // How a call ended: with what RESULT carries, or with what ERROR does and its URI.
  struct Outcome {
    std::string error;  // "": it was answered
    Payload payload;
  };
  using OutcomeHandler = std::function<void(const Outcome& outcome)>;

  // Calls. `options` are those of CALL (timeout). `handler` is called once, later, unless the call
  // is cancelled before or the peer goes.
  RequestId call(const std::string& procedure, Payload payload, OutcomeHandler handler,
                 Dict options = Dict::object());
  // Its callee is told, and its handler not called any more. A call that has ended is none.
  void cancel(RequestId call);

 private:
  friend class Answer;
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace deskgate::router
