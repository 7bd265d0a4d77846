// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Finds out whether a bus answers, without waiting for it.
//
// sdbus-c++ blocks until the bus has greeted it. A bus that is stopped, or a program that listens
// in its place and says nothing, would stop the loop with it for minutes: so a connection that
// nobody else uses goes first.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace deskgate::gateway::bus {

// May be destroyed from within its callback, which is not called afterwards.
class Knock {
 public:
  // For the greeting of a bus that is there: a busy machine needs a part of a second.
  static constexpr std::chrono::seconds patience{5};

  // `on_answer` is called once, from the loop; `why_not` is "" if the bus has greeted us.
  Knock(boost::asio::io_context& io, const std::string& address,
        std::function<void(const std::string& why_not)> on_answer);
  ~Knock();
  Knock(const Knock&) = delete;
  Knock& operator=(const Knock&) = delete;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace deskgate::gateway::bus
