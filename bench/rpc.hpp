// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A caller that keeps some calls under way, and a callee that answers at once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bench/peer.hpp"
#include "bench/scenarios.hpp"

namespace deskgate::bench {

// Stays where it was made.
class RpcLoad {
 public:
  RpcLoad(Loop& loop, const Load& load);

  void start();

  // Starts counting again.
  void forget();
  std::size_t done() const { return done_; }
  Latencies& latencies() { return latencies_; }

 private:
  void call();
  void answer(std::string_view message);
  void take_result(std::string_view message);

  std::string payload_;
  std::vector<Clock::time_point> sent_;  // by request, modulo how many are under way
  bool has_wamp_;
  Peer caller_;
  Peer callee_;
  Latencies latencies_;
  std::uint64_t last_request_ = 0;
  std::size_t done_ = 0;
};

}  // namespace deskgate::bench
