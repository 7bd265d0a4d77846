// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/alarms.hpp"

#include <utility>

namespace deskgate::gateway::net {

void Alarms::set_by(Alarm& alarm, Clock::time_point when) {
  if (alarm.place_ == Alarm::nowhere) {
    heap_.emplace_back();
    return rise(heap_.size() - 1, {when, &alarm});
  }
  if (when < heap_[alarm.place_].when) rise(alarm.place_, {when, &alarm});
}

void Alarms::clear(Alarm& alarm) {
  const auto place = std::exchange(alarm.place_, Alarm::nowhere);
  if (place == Alarm::nowhere) return;
  const auto last = heap_.back();
  heap_.pop_back();
  if (place == heap_.size()) return;
  const bool is_earlier = place > 0 && last.when < heap_[(place - 1) / 2].when;
  is_earlier ? rise(place, last) : sink(place, last);
}

Clock::time_point Alarms::next() const {
  return heap_.empty() ? Clock::time_point::max() : heap_.front().when;
}

Alarm* Alarms::take_due(Clock::time_point now) {
  if (next() > now || heap_.empty()) return nullptr;
  auto* alarm = heap_.front().alarm;
  clear(*alarm);
  return alarm;
}

void Alarms::put(std::size_t place, Entry entry) {
  heap_[place] = entry;
  entry.alarm->place_ = place;
}

void Alarms::rise(std::size_t place, Entry entry) {
  while (place > 0) {
    const auto parent = (place - 1) / 2;
    if (heap_[parent].when <= entry.when) break;
    put(place, heap_[parent]);
    place = parent;
  }
  put(place, entry);
}

void Alarms::sink(std::size_t place, Entry entry) {
  for (;;) {
    auto child = 2 * place + 1;
    if (child >= heap_.size()) break;
    if (child + 1 < heap_.size() && heap_[child + 1].when < heap_[child].when) ++child;
    if (entry.when <= heap_[child].when) break;
    put(place, heap_[child]);
    place = child;
  }
  put(place, entry);
}

}  // namespace deskgate::gateway::net
