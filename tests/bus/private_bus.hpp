// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A real dbus-daemon of the test's own, and the event loop that the code under test lives on.
#pragma once

#include <gtest/gtest.h>
#include <sys/types.h>

#include <sdbus-c++/sdbus-c++.h>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "gateway/bus/bus.hpp"

namespace deskgate::test {

// Starts a dbus-daemon and makes it this process' session bus. Everybody may do everything on it,
// and it activates nothing. Ended by process id.
class PrivateBus {
 public:
  PrivateBus();
  ~PrivateBus();
  PrivateBus(const PrivateBus&) = delete;
  PrivateBus& operator=(const PrivateBus&) = delete;

  const std::string& address() const { return address_; }

  // Ends the daemon without warning.
  void kill();

 private:
  std::string folder_;
  std::string address_;
  pid_t pid_ = -1;
};

// A service with a thread of its own, so that it answers while the code under test waits.
class Service {
 public:
  // Owns `name`, if one is given.
  explicit Service(const PrivateBus& bus, const std::string& name = "");
  ~Service();

  sdbus::IConnection& connection() { return *connection_; }
  std::string unique_name() const { return connection_->getUniqueName(); }

  // Returns when the bus has passed on all that was sent before.
  void flush();

 private:
  std::unique_ptr<sdbus::IConnection> connection_;
};

// Blocks for one round trip to the bus daemon. Match rules that have been asked for stand then;
// what came before the answer waits in sd-bus' own queue, of which the descriptor says nothing.
void wait_for_round_trip(gateway::bus::Bus& bus);

class BusTest : public testing::Test {
 protected:
  // Runs the loop until `is_done`, a minute at most; false if it did not come to that.
  bool run_until(const std::function<bool()>& is_done);

  PrivateBus daemon;
  boost::asio::io_context io{1};
};

}  // namespace deskgate::test
