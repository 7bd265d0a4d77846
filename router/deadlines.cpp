// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/deadlines.hpp"

#include <algorithm>

namespace deskgate::router {

void Deadlines::set(Deadline& deadline, const CallKey& call, Duration length, Time now) {
  deadline.cancel();
  deadline.call_ = call;
  deadline.when_ = now + length;
  const auto [queue, is_new] = queues_.try_emplace(length);
  if (is_new) wake_ups_.emplace(deadline.when_, length);
  queue->second.push_back(deadline);
}

std::optional<Time> Deadlines::next() const {
  if (wake_ups_.empty()) return std::nullopt;
  return wake_ups_.begin()->first;
}

std::vector<CallKey> Deadlines::expire(Time now) {
  std::vector<std::pair<Time, CallKey>> expired;
  while (!wake_ups_.empty() && wake_ups_.begin()->first <= now) {
    const auto length = wake_ups_.extract(wake_ups_.begin()).value().second;
    const auto found = queues_.find(length);
    auto& queue = found->second;
    while (!queue.empty() && queue.front().when_ <= now) {
      expired.emplace_back(queue.front().when_, queue.front().call_);
      queue.pop_front();
    }
    if (queue.empty()) {
      queues_.erase(found);
    } else {
      wake_ups_.emplace(queue.front().when_, length);
    }
  }
  const auto when = [](const auto& each) { return each.first; };
  std::ranges::stable_sort(expired, {}, when);
  std::vector<CallKey> calls;
  for (const auto& [time, call] : expired) calls.push_back(call);
  return calls;
}

}  // namespace deskgate::router
