// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// One epoll loop: hands every ready peer its octets, and flushes each that was written to once per
// turn, so that the load generator batches as well as the best of those whom it measures.
#pragma once

#include <chrono>
#include <functional>
#include <vector>

namespace deskgate::bench {

class Peer;
using Clock = std::chrono::steady_clock;

// Not thread-safe. Outlives its peers.
class Loop {
 public:
  Loop();
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void add(Peer& peer);
  void remove(Peer& peer);

  // Whether to be told when the peer takes octets again.
  void watch_writable(Peer& peer, bool is_wanted);

  // Flushes the peer at the end of this turn, or of the next one.
  void touch(Peer& peer) { touched_.push_back(&peer); }

  // Runs until then, or until `is_done` says so after a turn.
  void run_until(Clock::time_point end, const std::function<bool()>& is_done = {});
  void run_for(Clock::duration time, const std::function<bool()>& is_done = {}) {
    run_until(Clock::now() + time, is_done);
  }

 private:
  void turn(int milliseconds);
  void flush();

  int descriptor_;
  std::vector<Peer*> touched_;
};

}  // namespace deskgate::bench
