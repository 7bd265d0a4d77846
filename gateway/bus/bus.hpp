// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A connection to one message bus, drained by the event loop and by nobody else.
//
// The loop takes turns with it: one turn handles a bounded number of messages, so that a service
// that floods the bus delays nobody else for long.
//
// Nothing but a match rule waits for the bus, and that not for long: a bus may be stopped. sd-bus
// reads ahead while it waits, into a queue of its own, where the descriptor says nothing of the
// messages: so what may have done that is followed by a drain, one posted at a time. An exception
// that leaves a callback makes sdbus-c++ unusable for good, so every handler is called behind a
// wall. A lost connection cannot be revived: `on_lost` is posted once, and the owner drops
// everything that came from this Bus, then the Bus.
#pragma once

#include <sdbus-c++/sdbus-c++.h>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "gateway/bus/compat.hpp"

namespace deskgate::gateway::bus {

// What a call came back with when it did not come back well.
struct CallFailure {
  std::string name;  // D-Bus error name
  std::string message;
  bool is_forged = false;  // somebody who was not asked has answered
};

// Whether it says that there is no such object, as far as one can tell: GDBus calls it an unknown
// method.
bool says_missing(const CallFailure& failure);

// Exactly one of the two is given. The reply may only be read during the call.
using OnReply = std::function<void(sdbus::MethodReply* reply, const CallFailure* failure)>;

using OnMessage = std::function<void(sdbus::Message& message)>;

class Bus {
 public:
  // A match rule; it ends when this is destroyed, which must be before the Bus is.
  using Match = std::shared_ptr<void>;

  // Connects to "session", to "system", or to another that listens at `address`, and blocks until
  // the bus has greeted it: whoever cannot be sure of that knocks first. Throws std::runtime_error
  // with one clear sentence.
  Bus(boost::asio::io_context& io, const std::string& which, std::function<void()> on_lost,
      const std::string& address = "");
  ~Bus();
  Bus(const Bus&) = delete;
  Bus& operator=(const Bus&) = delete;

  const std::string& unique_name() const;

  // How long a bus is waited for that does not answer.
  static constexpr std::chrono::seconds patience{1};

  // Asks for a match rule, in one round trip: what is sent afterwards, by whomever, is heard. Where
  // the bus keeps silent, that holds once it goes on, and until then nobody waits again. A bus that
  // allows no further rule is told in the log; nothing is heard then. nullopt: the connection is
  // gone (on_lost follows).
  std::optional<Match> add_match(const std::string& rule, OnMessage handler);

  // Some message of this connection, by which libsystemd's own functions find it.
  const compat::RawMessage& any_message() const;

  // To be called after whatever libsystemd's own functions have done to the connection.
  void schedule_drain();

  // Destroyed before it rings, it never does.
  using Alarm = std::shared_ptr<void>;
  Alarm after(std::chrono::milliseconds delay, std::function<void()> task);

  // Calls `task` once the messages of this turn have been handled, or those of the next one if none
  // is being handled; never, if nobody owns it any more by then.
  void at_end_of_turn(const std::shared_ptr<const std::function<void()>>& task);

 private:
  friend class RemoteObject;
  struct State;
  struct Rule;
  std::shared_ptr<State> state_;
};

// No time-out: a hung service may answer in an hour, and waiting costs nothing.
inline constexpr std::chrono::microseconds no_timeout{std::chrono::hours{24 * 365}};

// One object of one connection on the bus, by unique name: what is asked of it can neither start a
// service nor reach a successor. Calls that are not answered when it is destroyed are forgotten;
// their handlers are destroyed uncalled.
class RemoteObject {
 public:
  // `on_missing` hears that a call came back because there is no such object, or no such method.
  RemoteObject(Bus& bus, const std::string& owner, const std::string& path,
               std::function<void()> on_missing = {});
  ~RemoteObject();

  using Write = std::function<void(sdbus::Message& message)>;

  // Calls a method; `write` appends the arguments. A failure to send is told to `on_reply`, later,
  // like any other. An answer by somebody else, which some buses let through, is not passed on: the
  // call fails with InconsistentMessage, for its true answer will not be heard any more.
  void call(const std::string& interface, const std::string& method, const Write& write,
            std::chrono::microseconds timeout, OnReply on_reply);

  // The same for what may be asked twice: waits as long as it takes, and asks again where somebody
  // else has answered.
  void ask(const std::string& interface, const std::string& method, const Write& write,
           OnReply on_reply);

 private:
  std::shared_ptr<Bus::State> bus_;
  std::string owner_;
  std::shared_ptr<sdbus::IProxy> proxy_;
  std::function<void()> on_missing_;
};

}  // namespace deskgate::gateway::bus
