// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The calls to one service, of which only so many are on the bus at a time.
//
// The bus bounds how many replies one connection may wait for: a hung service must not use up what
// the others need. Where calls have to wait, the objects of the service take turns: a thousand
// calls to one of them delay a call to another by one.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace deskgate::gateway::bus {

// Not thread-safe; lives on the loop's thread.
class CallQueue {
 public:
  // dbus-daemon allows a connection 128 unanswered calls unless its configuration says otherwise.
  static constexpr int max_in_flight = 32;
  static constexpr std::size_t max_waiting = 4096;

  // A place among the calls that are on the bus, free again when nobody holds it any longer.
  using Turn = std::shared_ptr<void>;
  using Start = std::function<void(Turn turn)>;

  class Lane;

  CallQueue();
  ~CallQueue();
  CallQueue(const CallQueue&) = delete;
  CallQueue& operator=(const CallQueue&) = delete;

  // Nothing is started from now on: the service has gone.
  void close();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

// The calls to one object, in order. What waits here when it is destroyed is destroyed uncalled.
class CallQueue::Lane {
 public:
  static constexpr std::size_t max_waiting = 1024;

  explicit Lane(const CallQueue& queue);
  ~Lane();
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  // Starts the call now, or when its turn comes. false: too many wait already.
  bool enter(Start start);

  // Owns something until release(), or until the lane goes: what is to be done with the object
  // later, if it is still there.
  void hold(std::shared_ptr<const void> what) { held_.push_back(std::move(what)); }
  void release(const void* what);

 private:
  friend struct CallQueue::State;
  std::shared_ptr<State> state_;
  std::deque<Start> waiting_;
  std::vector<std::shared_ptr<const void>> held_;
};

}  // namespace deskgate::gateway::bus
