// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A connection of its own on which the bus tells what others say to each other (BecomeMonitor).
//
// It owns no name, exports nothing, and sends nothing once it is a monitor: the bus ends one that
// does. sdbus-c++ answers the calls that it sees, so this is libsystemd's sd-bus, which takes the
// messages out one by one and answers none. A message and the file descriptors in it are closed as
// soon as it has been told. It is drained like a Bus, but in portions: a flood of foreign messages
// must not keep the loop from its other work.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gateway/bus/monitored_message.hpp"

namespace deskgate::gateway::bus {

// May be destroyed from within its callbacks; they are not called afterwards.
class Monitor {
 public:
  using OnMessage = std::function<void(const MonitoredMessage& message)>;

  // For three round trips to the bus daemon, which it blocks for.
  static constexpr std::chrono::seconds patience{1};

  // Once it returns, no message that fits one of the match rules is missed. Throws
  // std::runtime_error if the bus is not there, refuses, or does not answer in time.
  // `on_lost` is called once.
  Monitor(boost::asio::io_context& io, const std::string& address,
          const std::vector<std::string>& rules, OnMessage on_message,
          std::function<void(const std::string& why)> on_lost);
  ~Monitor();
  Monitor(const Monitor&) = delete;
  Monitor& operator=(const Monitor&) = delete;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace deskgate::gateway::bus
