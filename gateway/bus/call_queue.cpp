// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/call_queue.hpp"

#include <utility>

namespace deskgate::gateway::bus {

bool CallQueue::enter(Start start) {
  if (in_flight_ == max_in_flight) {
    if (waiting_.size() == max_waiting) return false;
    waiting_.push_back(std::move(start));
    return true;
  }
  ++in_flight_;
  start();
  return true;
}

void CallQueue::leave() {
  --in_flight_;
  if (waiting_.empty()) return;
  const auto next = std::move(waiting_.front());
  waiting_.pop_front();
  ++in_flight_;
  next();
}

}  // namespace deskgate::gateway::bus
