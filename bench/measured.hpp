// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The part of a load that counts: after a warm-up, between two readings of the server's clock.
#pragma once

#include "bench/loop.hpp"
#include "bench/scenarios.hpp"
#include "bench/usage.hpp"

namespace deskgate::bench {

// What passed meanwhile.
struct Window {
  double seconds;
  double cpu_us;
};

// Runs the loop for a quarter of the load's time, calls `begin`, and runs it for the whole; calls
// `each_turn` after each turn.
template <class Begin>
Window run_measured(
    Loop& loop, const Load& load, const Begin& begin,
    const std::function<void()>& each_turn = [] {}) {
  const auto time = std::chrono::duration_cast<Clock::duration>(load.time);
  const auto go_on = [&] {
    each_turn();
    return false;
  };
  loop.run_for(time / 4, go_on);
  begin();
  const auto cpu = cpu_ns_of(load.server);
  const auto start = Clock::now();
  loop.run_for(time, go_on);
  const std::chrono::duration<double> passed = Clock::now() - start;
  return {passed.count(), static_cast<double>(cpu_ns_of(load.server) - cpu) / 1e3};
}

// Operations per second, and the server's time for each.
inline Figures figures_of(const Window& window, std::size_t operations) {
  const auto count = static_cast<double>(operations);
  return {{"ops", count},
          {"ops_per_s", count / window.seconds},
          {"cpu_us", operations > 0 ? window.cpu_us / count : 0}};
}

}  // namespace deskgate::bench
