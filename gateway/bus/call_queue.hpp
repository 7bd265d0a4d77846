// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The calls to one object, in order, of which only so many are on the bus at a time.
//
// The bus bounds how many replies one connection may wait for: a hung service must not use up what
// the others need. What waits here when the queue is destroyed is destroyed uncalled.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>

namespace deskgate::gateway::bus {

// Not thread-safe; lives on the loop's thread.
class CallQueue {
 public:
  // dbus-daemon allows a connection 128 unanswered calls unless its configuration says otherwise.
  static constexpr int max_in_flight = 32;
  static constexpr std::size_t max_waiting = 1024;

  using Start = std::function<void()>;

  // Starts the call now, or when its turn comes. false: too many wait already.
  bool enter(Start start);

  // One call that was started has been answered.
  void leave();

 private:
  int in_flight_ = 0;
  std::deque<Start> waiting_;
};

}  // namespace deskgate::gateway::bus
