// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What is asked of one service to learn what it has: its objects, their interfaces, their
// properties.
//
// The bus bounds how many replies one connection may wait for, and a service may have hundreds of
// objects: only so many questions are on the bus at a time, the others wait in order.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "gateway/bus/bus.hpp"

namespace deskgate::gateway::bus {

// Lives on the loop's thread. What waits when it is destroyed is never asked.
class Questions {
 public:
  static constexpr int max_in_flight = 32;

  // How long something is kept back for an answer. One that comes later is taken all the same.
  static constexpr std::chrono::seconds patience{5};

  Questions();
  ~Questions();
  Questions(const Questions&) = delete;
  Questions& operator=(const Questions&) = delete;

  // Asks when its turn comes, and waits for the answer as long as it takes. Once `object` has been
  // destroyed, nothing is asked and nothing answered; whoever `on_reply` speaks of owns it.
  void ask(const std::shared_ptr<RemoteObject>& object, const std::string& interface,
           const std::string& method, RemoteObject::Write write, OnReply on_reply);

 private:
  class Turn;
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace deskgate::gateway::bus
