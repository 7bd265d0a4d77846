// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The part of a load that counts: after a warm-up, between two readings of the servers' clocks.
#pragma once

#include "bench/calls.hpp"
#include "bench/loop.hpp"
#include "bench/scenarios.hpp"
#include "bench/usage.hpp"

namespace deskgate::bench {

// What passed meanwhile.
struct Window {
  double seconds;
  double cpu_us;      // of the servers
  double bus_cpu_us;  // of the buses
};

// Runs the loop for a quarter of the load's time, calls `begin`, and runs it for the whole; calls
// `each_turn` after each turn. Every loop with a run_for() will do.
template <class AnyLoop, class Begin>
Window run_measured(
    AnyLoop& loop, const Load& load, const Begin& begin,
    const std::function<void()>& each_turn = [] {}) {
  const auto time = std::chrono::duration_cast<Clock::duration>(load.time);
  const auto go_on = [&] {
    each_turn();
    return false;
  };
  loop.run_for(time / 4, go_on);
  begin();
  const auto cpu = cpu_ns_of(load.servers);
  const auto bus_cpu = cpu_ns_of(load.buses);
  const auto start = Clock::now();
  loop.run_for(time, go_on);
  const std::chrono::duration<double> passed = Clock::now() - start;
  return {passed.count(), static_cast<double>(cpu_ns_of(load.servers) - cpu) / 1e3,
          static_cast<double>(cpu_ns_of(load.buses) - bus_cpu) / 1e3};
}

// Operations per second, and the servers' time for each.
inline Figures figures_of(const Window& window, std::size_t operations) {
  const auto count = static_cast<double>(operations);
  const auto each = [&](double time) { return operations > 0 ? time / count : 0; };
  return {{"ops", count},
          {"ops_per_s", count / window.seconds},
          {"cpu_us", each(window.cpu_us)},
          {"bus_cpu_us", each(window.bus_cpu_us)}};
}

// The same for calls, with their latencies.
inline Figures figures_of(const Window& window, Calls& calls) {
  auto figures = figures_of(window, calls.done());
  calls.latencies().report(figures);
  return figures;
}

}  // namespace deskgate::bench
