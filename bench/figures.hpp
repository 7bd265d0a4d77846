// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What a scenario found, printed as one JSON object.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace deskgate::bench {

// By name: "ops_per_s", "cpu_us", "p50_us", …
using Figures = std::map<std::string, double>;

std::string to_json(const Figures& figures);

// How long each operation took.
class Latencies {
 public:
  void add(std::chrono::nanoseconds time) {
    ns_.push_back(static_cast<std::uint32_t>(time.count()));
  }
  void clear() { ns_.clear(); }

  // Adds p50_us, p99_us and p999_us, unless there is nothing to say.
  void report(Figures& figures);

 private:
  std::vector<std::uint32_t> ns_;
};

}  // namespace deskgate::bench
