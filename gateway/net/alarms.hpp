// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Many that each wait for a time, and one answer to when the next of them is due.
//
// A binary heap in which everybody knows their own place, so that ten thousand sessions which are
// idle cost nothing but the wake-ups of those that are due.
#pragma once

#include <cstddef>
#include <limits>
#include <vector>

#include "gateway/net/clock.hpp"

namespace deskgate::gateway::net {

// Who waits. Must be cleared before it ends.
class Alarm {
 protected:
  ~Alarm() = default;

 private:
  friend class Alarms;
  static constexpr auto nowhere = std::numeric_limits<std::size_t>::max();

  std::size_t place_ = nowhere;  // in the heap
};

// Not thread-safe.
class Alarms {
 public:
  // The alarm is due at `when` at the latest: an earlier time that it has already is kept.
  void set_by(Alarm& alarm, Clock::time_point when);

  void clear(Alarm& alarm);

  // When the next one is due; max if nobody waits.
  Clock::time_point next() const;

  // Takes out the earliest that is due; nullptr if none is.
  Alarm* take_due(Clock::time_point now);

  std::size_t size() const { return heap_.size(); }

 private:
  struct Entry {
    Clock::time_point when;
    Alarm* alarm;
  };

  void put(std::size_t place, Entry entry);
  void rise(std::size_t place, Entry entry);
  void sink(std::size_t place, Entry entry);

  std::vector<Entry> heap_;  // nobody is due before their parent, at (place - 1) / 2
};

}  // namespace deskgate::gateway::net
