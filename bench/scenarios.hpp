// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The loads. Each connects what it needs, runs for a bounded time, and says what it found.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "bench/figures.hpp"
#include "bench/target.hpp"

namespace deskgate::bench {

// What a scenario is asked to do.
struct Load {
  Target target;
  std::vector<int> servers;     // whose processor time and memory are counted
  std::vector<int> buses;       // whose processor time is counted apart
  std::size_t in_flight = 1;    // calls, or events on their way to the slowest reader
  std::size_t payload = 100;    // octets of the one argument
  std::size_t count = 1;        // subscribers, sessions or patterns
  std::size_t events = 20000;   // of a burst
  std::string match = "exact";  // of the patterns
  std::string procedure;        // one that somebody else provides
  std::chrono::duration<double> time{1.0};
};

// One caller, one callee; through a relay: one sender, one that sends back.
Figures run_rpc(const Load& load);

// One caller of `procedure`, with an argument of `payload` octets, or with none.
Figures run_procedure(const Load& load);

// One publisher, `count` subscribers; as many events under way as `in_flight`.
Figures run_events(const Load& load);

// `events` events as fast as the socket takes them, to `count` subscribers who all read.
Figures run_burst(const Load& load);

// The same, but after a while the last subscriber reads no more: what do the others notice?
Figures run_stalled(const Load& load);

// `count` sessions that do nothing.
Figures run_idle(const Load& load);

// One subscriber of one topic, beside `count` patterns that do not match it.
Figures run_subscriptions(const Load& load);

// One procedure that is called, beside `count` that are not.
Figures run_registrations(const Load& load);

}  // namespace deskgate::bench
