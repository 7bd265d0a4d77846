// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/deadlines.hpp"

#include <algorithm>

namespace deskgate::router {

Deadlines::Ticket Deadlines::put_in(const CallKey& call, Duration length, Time now) {
  const auto [queue, is_new] = queues_.try_emplace(length);
  if (is_new) wake_ups_.emplace(now + length, length);
  ++size_;
  Ticket ticket;
  ticket.length_ = length;
  ticket.entry_ = queue->second.insert(queue->second.end(), {call, now + length});
  return ticket;
}

void Deadlines::take_out(const Ticket& ticket) {
  queues_.at(ticket.length_).erase(ticket.entry_);
  --size_;
}

std::optional<Time> Deadlines::next() const {
  if (wake_ups_.empty()) return std::nullopt;
  return wake_ups_.begin()->first;
}

std::vector<CallKey> Deadlines::expire(Time now) {
  std::vector<Entry> expired;
  while (!wake_ups_.empty() && wake_ups_.begin()->first <= now) {
    const auto length = wake_ups_.extract(wake_ups_.begin()).value().second;
    const auto found = queues_.find(length);
    auto& queue = found->second;
    while (!queue.empty() && queue.front().when <= now) {
      expired.push_back(queue.front());
      queue.pop_front();
      --size_;
    }
    if (queue.empty()) {
      queues_.erase(found);
    } else {
      wake_ups_.emplace(queue.front().when, length);
    }
  }
  std::ranges::stable_sort(expired, {}, &Entry::when);
  std::vector<CallKey> calls;
  std::ranges::transform(expired, std::back_inserter(calls), &Entry::call);
  return calls;
}

}  // namespace deskgate::router
