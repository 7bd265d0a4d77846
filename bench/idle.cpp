// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <memory>
#include <vector>

#include "bench/peer.hpp"
#include "bench/scenarios.hpp"
#include "bench/usage.hpp"

namespace deskgate::bench {

// One after the other: what a session costs, not what a crowd at the door does.
Figures run_idle(const Load& load) {
  Loop loop;
  std::vector<std::unique_ptr<Peer>> sessions;
  sessions.push_back(std::make_unique<Peer>(loop, load.target));  // what only the first one costs
  loop.run_for(std::chrono::milliseconds(200));
  const auto before = usage_of(load.servers);
  for (std::size_t i = 0; i < load.count; ++i) {
    sessions.push_back(std::make_unique<Peer>(loop, load.target));
  }
  const auto connected = usage_of(load.servers).cpu_ns;
  loop.run_for(std::chrono::milliseconds(500));
  const auto after = usage_of(load.servers);

  std::size_t lost = 0;
  for (const auto& session : sessions) {
    if (session->is_closed()) ++lost;
    session->end_abruptly();
  }
  const auto count = static_cast<double>(load.count);
  const auto growth = [&](std::uint64_t from, std::uint64_t to) {
    return (static_cast<double>(to) - static_cast<double>(from)) / count;
  };
  return {{"sessions", count},
          {"lost", static_cast<double>(lost)},
          {"cpu_us", static_cast<double>(connected - before.cpu_ns) / 1e3 / count},
          {"rss_kb", growth(before.rss_kb, after.rss_kb)},
          {"pss_kb", growth(before.pss_kb, after.pss_kb)},
          {"server_rss_kb", static_cast<double>(after.rss_kb)}};
}

}  // namespace deskgate::bench
