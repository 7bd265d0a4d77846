// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/knock.hpp"

#include <unistd.h>

#include <poll.h>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <utility>

#include "gateway/bus/sd_bus.hpp"

namespace deskgate::gateway::bus {

namespace asio = boost::asio;

struct Knock::State : std::enable_shared_from_this<Knock::State> {
  State(asio::io_context& io, std::function<void(const std::string&)> callback)
      : descriptor(io), timer(io), on_answer(std::move(callback)) {}

  void go_on();
  void wait();
  void answer(const std::string& why_not);
  void close();

  BusPointer bus;
  asio::posix::stream_descriptor descriptor;
  asio::steady_timer timer;
  std::function<void(const std::string&)> on_answer;  // nullptr: answered, or nobody asks any more
};

void Knock::State::go_on() {
  if (!on_answer) return;
  try {
    while (check(sd_bus_process(bus.get(), nullptr)) > 0) {
    }
    if (check(sd_bus_is_ready(bus.get())) > 0) return answer("");
    wait();
  } catch (const std::exception& error) {
    answer(error.what());
  }
}

// The descriptor is another one when the next address of a list is tried.
void Knock::State::wait() {
  boost::system::error_code ignored;
  descriptor.close(ignored);  // NOLINT(bugprone-unused-return-value): of what has been waited for
  descriptor.assign(::dup(check(sd_bus_get_fd(bus.get()))));
  const bool is_to_write = (check(sd_bus_get_events(bus.get())) & POLLOUT) != 0;
  descriptor.async_wait(is_to_write ? asio::posix::descriptor_base::wait_write
                                    : asio::posix::descriptor_base::wait_read,
                        [self = shared_from_this()](auto error) {
                          if (!error) self->go_on();
                        });
}

void Knock::State::answer(const std::string& why_not) {
  const auto tell = std::exchange(on_answer, nullptr);
  close();
  if (tell) tell(why_not);
}

void Knock::State::close() {
  on_answer = nullptr;
  timer.cancel();
  boost::system::error_code ignored;
  descriptor.close(ignored);  // NOLINT(bugprone-unused-return-value): closing, nothing to tell
  bus.reset();
}

Knock::Knock(asio::io_context& io, const std::string& address,
             std::function<void(const std::string&)> on_answer)
    : state_(std::make_shared<State>(io, std::move(on_answer))) {
  state_->timer.expires_after(patience);
  state_->timer.async_wait([state = state_](auto error) {
    if (!error) state->answer("it does not answer");
  });
  asio::post(io, [state = state_, address] {
    if (!state->on_answer) return;
    try {
      state->bus = start_connection(address);
    } catch (const std::exception& error) {
      return state->answer(error.what());
    }
    state->go_on();
  });
}

Knock::~Knock() {
  state_->close();
}

}  // namespace deskgate::gateway::bus
