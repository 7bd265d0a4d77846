// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// When which call times out.
//
// Nearly all calls have the same time-out, the configured one. So there is a queue for each length
// of time: what is set later expires later, and setting and cancelling cost the same however many
// wait. Queues are woken by the time of a deadline that may have been cancelled since: then they
// are looked at once for nothing.
#pragma once

#include <boost/intrusive/list.hpp>
#include <chrono>
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

// Until when one call may take. Its owner keeps it where it is; it is cancelled by its end.
class Deadline : public boost::intrusive::list_base_hook<
                     boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  // It will not expire; nothing happens if it is not set.
  void cancel() { unlink(); }

 private:
  friend class Deadlines;
  CallKey call_;
  Time when_;
};

// Owns no deadline, and outlives none that is set. Not thread-safe.
class Deadlines {
 public:
  using Duration = std::chrono::milliseconds;

  // The call expires `length` from now, whatever the deadline was set to before.
  void set(Deadline& deadline, const CallKey& call, Duration length, Time now);

  // Nothing expires before this; nullopt: nothing ever does.
  std::optional<Time> next() const;

  // Takes out the deadlines that have expired and returns their calls, the earliest first.
  std::vector<CallKey> expire(Time now);

 private:
  using Queue = boost::intrusive::list<Deadline, boost::intrusive::constant_time_size<false>>;

  std::map<Duration, Queue> queues_;
  std::set<std::pair<Time, Duration>> wake_ups_;  // one for each queue, not after its first entry
};

}  // namespace deskgate::router
