// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "bench/usage.hpp"

#include <filesystem>
#include <fstream>
#include <string>

namespace deskgate::bench {

namespace {

std::uint64_t cpu_ns_of(int pid) {
  std::uint64_t all = 0;
  std::error_code ignored;
  const auto tasks = "/proc/" + std::to_string(pid) + "/task";
  for (const auto& task : std::filesystem::directory_iterator(tasks, ignored)) {
    std::uint64_t one = 0;
    std::ifstream(task.path() / "schedstat") >> one;
    all += one;
  }
  return all;
}

}  // namespace

std::uint64_t cpu_ns_of(const std::vector<int>& pids) {
  std::uint64_t all = 0;
  for (const auto pid : pids) all += cpu_ns_of(pid);
  return all;
}

Usage usage_of(const std::vector<int>& pids) {
  Usage usage{.cpu_ns = cpu_ns_of(pids)};
  for (const auto pid : pids) {
    std::ifstream rollup("/proc/" + std::to_string(pid) + "/smaps_rollup");
    std::string word;
    std::uint64_t kb = 0;
    while (rollup >> word) {
      if (word == "Rss:" && rollup >> kb) usage.rss_kb += kb;
      if (word == "Pss:" && rollup >> kb) usage.pss_kb += kb;
    }
  }
  return usage;
}

}  // namespace deskgate::bench
