// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The calls that one object has not answered yet.
//
// Bounded, because the bus bounds how many replies one connection may wait for: a hung service must
// not use up what the others need.
#pragma once

#include <memory>

namespace deskgate::gateway::bus {

// dbus-daemon allows a connection 128 unanswered calls unless its configuration says otherwise.
inline constexpr int max_in_flight = 32;

class InFlight {
 public:
  // Held as long as a call is unanswered; may outlive the InFlight.
  using Place = std::shared_ptr<int>;

  // nullptr: every place is taken.
  Place take() {
    if (*taken_ == max_in_flight) return nullptr;
    ++*taken_;
    return {taken_.get(), [taken = taken_](int*) { --*taken; }};
  }

 private:
  std::shared_ptr<int> taken_ = std::make_shared<int>(0);
};

}  // namespace deskgate::gateway::bus
