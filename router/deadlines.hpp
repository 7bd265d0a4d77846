// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// When which call times out.
//
// Nearly all calls have the same time-out, the configured one. So there is a queue for each length
// of time: what is put in later expires later, and putting in and taking out cost the same however
// many wait. Queues are woken by the time of an entry that may have been taken out since: then they
// are looked at once for nothing.
#pragma once

#include <chrono>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "router/clock.hpp"
#include "router/id.hpp"

namespace deskgate::router {

// A call as its caller names it.
struct CallKey {
  SessionId caller;
  RequestId request;
  friend auto operator<=>(const CallKey&, const CallKey&) = default;
};

// Not thread-safe.
class Deadlines {
  struct Entry {
    CallKey call;
    Time when;
  };
  using Queue = std::list<Entry>;

 public:
  using Duration = std::chrono::milliseconds;

  // What take_out() needs. Worth nothing once its call has expired.
  class Ticket {
    friend class Deadlines;
    Duration length_;
    Queue::iterator entry_;
  };

  // The call expires `length` from now.
  Ticket put_in(const CallKey& call, Duration length, Time now);
  void take_out(const Ticket& ticket);

  // Nothing expires before this; nullopt: nothing ever does.
  std::optional<Time> next() const;

  // Takes out the calls that have expired and returns them, the earliest first.
  std::vector<CallKey> expire(Time now);

  bool is_empty() const { return size_ == 0; }

 private:
  std::map<Duration, Queue> queues_;
  std::set<std::pair<Time, Duration>> wake_ups_;  // one for each queue, not after its first entry
  std::size_t size_ = 0;
};

}  // namespace deskgate::router
