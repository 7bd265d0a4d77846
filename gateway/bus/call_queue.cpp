// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/call_queue.hpp"

#include <utility>

namespace deskgate::gateway::bus {

struct CallQueue::State : std::enable_shared_from_this<CallQueue::State> {
  Turn take_turn();
  void start_waiting();
  bool is_full() const { return in_flight == max_in_flight; }

  int in_flight = 0;
  bool is_closed = false;
  bool is_starting = false;
  std::size_t waiting = 0;  // in all lanes
  std::deque<Lane*> lanes;  // where calls wait, in the order in which they take turns
};

CallQueue::Turn CallQueue::State::take_turn() {
  ++in_flight;
  return {nullptr, [queue = weak_from_this()](void*) {
            const auto state = queue.lock();
            if (!state) return;
            --state->in_flight;
            state->start_waiting();
          }};
}

// A call that gives its turn back at once starts no other within itself: no recursion, however many
// there are.
void CallQueue::State::start_waiting() {
  if (is_closed || std::exchange(is_starting, true)) return;
  while (!is_full() && !lanes.empty()) {
    auto& lane = *lanes.front();
    lanes.pop_front();
    const auto start = std::move(lane.waiting_.front());
    lane.waiting_.pop_front();
    --waiting;
    if (!lane.waiting_.empty()) lanes.push_back(&lane);
    start(take_turn());
  }
  is_starting = false;
}

CallQueue::CallQueue() : state_(std::make_shared<State>()) {}

CallQueue::~CallQueue() = default;

void CallQueue::close() {
  state_->is_closed = true;
}

CallQueue::Lane::Lane(const CallQueue& queue) : state_(queue.state_) {}

CallQueue::Lane::~Lane() {
  std::erase(state_->lanes, this);
  state_->waiting -= waiting_.size();
}

void CallQueue::Lane::release(const void* what) {
  std::erase_if(held_, [&](const auto& each) { return each.get() == what; });
}

bool CallQueue::Lane::enter(Start start) {
  const bool has_no_room =
      waiting_.size() == max_waiting || state_->waiting == CallQueue::max_waiting;
  if (state_->is_full() && has_no_room) return false;
  if (waiting_.empty()) state_->lanes.push_back(this);
  waiting_.push_back(std::move(start));
  ++state_->waiting;
  state_->start_waiting();
  return true;
}

}  // namespace deskgate::gateway::bus
