// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// How often something may be done: so many at once, and afterwards one whenever the bucket has
// gained a token, evenly. All that is kept of it is when it will be full again.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>

#include "router/clock.hpp"

namespace deskgate::router {

// `count`, at least 1, in each `per`.
struct Rate {
  std::int64_t count = 1;
  std::chrono::milliseconds per{1000};
  friend bool operator==(const Rate&, const Rate&) = default;
};

// Full at first. Not thread-safe.
class TokenBucket {
 public:
  // How long to wait for the next token; nullopt: there is one.
  std::optional<Time::duration> wait(const Rate& rate, Time now) const {
    const Time::duration whole = rate.per;
    const auto time = std::max(full_at_, now) + whole / rate.count - (now + whole);
    return time > Time::duration::zero() ? std::optional(time) : std::nullopt;
  }

  // The same, and takes it if there is one.
  std::optional<Time::duration> take(const Rate& rate, Time now) {
    const auto time = wait(rate, now);
    if (!time) full_at_ = std::max(full_at_, now) + Time::duration(rate.per) / rate.count;
    return time;
  }

  bool is_full(Time now) const { return full_at_ <= now; }
  Time full_at() const { return full_at_; }

 private:
  Time full_at_ = Time::min();
};

}  // namespace deskgate::router
