// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// How often each caller has made use of each rule: a token bucket for each pair.
//
// A bucket holds as many calls as the rate counts and is filled evenly, so that "10/s" lets ten
// calls pass at once, and afterwards one each 100 ms. All that is kept of a bucket is when it will
// be full again; one that is full is forgotten.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "mapping/policy_file.hpp"

namespace deskgate::mapping {

// Not thread-safe.
class RateLimiter {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Duration = std::chrono::steady_clock::duration;

  // How long the caller must wait for this rule; nullopt: it may at once, which counts as one call.
  // A rule without a rate never lets anybody wait.
  std::optional<Duration> refuse(std::string_view caller, const Rule& rule, Time now);

  // How many buckets are not known to be full.
  std::size_t size() const { return full_at_.size(); }

 private:
  void forget_full(Time now);

  std::map<std::string, Time, std::less<>> full_at_;  // by rule and caller
  std::size_t enough_ = 64;                           // size at which full ones are looked for
};

}  // namespace deskgate::mapping
