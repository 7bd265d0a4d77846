// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/questions.hpp"

#include <deque>
#include <functional>
#include <utility>

namespace deskgate::gateway::bus {

struct Questions::State : std::enable_shared_from_this<Questions::State> {
  using Start = std::function<void(const std::shared_ptr<Turn>&)>;

  void start_waiting();

  int in_flight = 0;
  bool is_starting = false;
  std::deque<Start> waiting;
};

// One of the places on the bus; free again when it is released or forgotten.
class Questions::Turn {
 public:
  explicit Turn(const std::shared_ptr<State>& state) : state_(state) { ++state->in_flight; }
  ~Turn() { release(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  void release() {
    const auto state = std::exchange(state_, {}).lock();
    if (!state) return;
    --state->in_flight;
    state->start_waiting();
  }

 private:
  std::weak_ptr<State> state_;
};

// A question whose object has gone releases its turn at once: no recursion, however many there are.
void Questions::State::start_waiting() {
  if (std::exchange(is_starting, true)) return;
  while (in_flight < max_in_flight && !waiting.empty()) {
    const auto start = std::move(waiting.front());
    waiting.pop_front();
    start(std::make_shared<Turn>(shared_from_this()));
  }
  is_starting = false;
}

Questions::Questions() : state_(std::make_shared<State>()) {}

Questions::~Questions() {
  state_->waiting.clear();
}

void Questions::ask(const std::shared_ptr<RemoteObject>& object, const std::string& interface,
                    const std::string& method, RemoteObject::Write write, OnReply on_reply) {
  state_->waiting.push_back([=, asked = std::weak_ptr(object)](const auto& turn) {
    const auto target = asked.lock();
    if (!target) return;
    target->ask(interface, method, write,
                [turn, on_reply](sdbus::MethodReply* reply, const CallFailure* failure) {
                  on_reply(reply, failure);
                  turn->release();
                });
  });
  state_->start_waiting();
}

}  // namespace deskgate::gateway::bus
