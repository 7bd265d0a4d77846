// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "bench/usage.hpp"

#include <filesystem>
#include <fstream>
#include <string>

namespace deskgate::bench {

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

Usage usage_of(int pid) {
  Usage usage{.cpu_ns = cpu_ns_of(pid)};
  std::ifstream rollup("/proc/" + std::to_string(pid) + "/smaps_rollup");
  std::string word;
  while (rollup >> word) {
    if (word == "Rss:") rollup >> usage.rss_kb;
    if (word == "Pss:") rollup >> usage.pss_kb;
  }
  return usage;
}

}  // namespace deskgate::bench
