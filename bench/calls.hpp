// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Calls that are under way: as many as wanted, each followed by the next one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "bench/figures.hpp"
#include "bench/loop.hpp"

namespace deskgate::bench {

class Calls {
 public:
  // `send` sends the call of this number; numbers count from 1.
  using Send = std::function<void(std::uint64_t request)>;

  Calls(std::size_t in_flight, Send send) : send_(std::move(send)), sent_(in_flight) {}

  void start();

  // This one came back: the next one leaves.
  void finish(std::uint64_t request);

  // Starts counting again.
  void forget();
  std::size_t done() const { return done_; }
  Latencies& latencies() { return latencies_; }

 private:
  void next();

  Send send_;
  std::vector<Clock::time_point> sent_;  // by request, modulo how many are under way
  Latencies latencies_;
  std::uint64_t last_request_ = 0;
  std::size_t done_ = 0;
};

}  // namespace deskgate::bench
