// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A program that calls the bench's service through Cockpit's bridge, as Cockpit's pages do: frames
// on the bridge's standard input and output, a channel of the payload "dbus-json3".
//
// The WebSocket that a page would use, and the process that serves it, are left out.
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <string_view>

#include "bench/calls.hpp"
#include "bench/scenarios.hpp"

namespace deskgate::bench {

// Starts the bridge, and ends it. Stays where it was made.
class CockpitCaller {
 public:
  explicit CockpitCaller(const Load& load);
  ~CockpitCaller();
  CockpitCaller(const CockpitCaller&) = delete;
  CockpitCaller& operator=(const CockpitCaller&) = delete;

  Calls& calls() { return calls_; }
  pid_t pid() const { return bridge_; }

  // The same as BusCaller's.
  void run_for(Clock::duration time, const std::function<bool()>& is_done);

 private:
  void start_bridge();
  void open_channel();
  void send(std::string_view channel, std::string_view message);
  void call(std::uint64_t request);
  void flush();
  void read();
  void take(std::string_view frame);

  std::string payload_;
  int socket_ = -1;
  pid_t bridge_ = -1;
  std::string incoming_;
  std::string outgoing_;
  Calls calls_;
};

}  // namespace deskgate::bench
