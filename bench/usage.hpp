// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What servers have used, as the kernel counts it.
#pragma once

#include <cstdint>
#include <vector>

namespace deskgate::bench {

// Of some processes, all threads together.
struct Usage {
  std::uint64_t cpu_ns = 0;  // on a processor: /proc/PID/task/*/schedstat
  std::uint64_t rss_kb = 0;  // /proc/PID/smaps_rollup
  std::uint64_t pss_kb = 0;
};

std::uint64_t cpu_ns_of(const std::vector<int>& pids);
Usage usage_of(const std::vector<int>& pids);

}  // namespace deskgate::bench
