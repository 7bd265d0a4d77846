// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A program that calls the bench's service itself: what a call costs without a gateway.
#pragma once

#include <systemd/sd-bus.h>

#include <functional>
#include <string>

#include "bench/calls.hpp"
#include "bench/scenarios.hpp"

namespace deskgate::bench {

// On the session bus, asynchronously. Stays where it was made.
class BusCaller {
 public:
  explicit BusCaller(const Load& load);
  ~BusCaller();
  BusCaller(const BusCaller&) = delete;
  BusCaller& operator=(const BusCaller&) = delete;

  Calls& calls() { return calls_; }

  // Processes what comes, for that long; calls `is_done` after each turn.
  void run_for(Clock::duration time, const std::function<bool()>& is_done);

 private:
  void call(std::uint64_t request);
  static int take_reply(sd_bus_message* reply, void* self, sd_bus_error* error);

  std::string payload_;
  sd_bus* bus_ = nullptr;
  Calls calls_;
};

}  // namespace deskgate::bench
