// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/monitor.hpp"

#include <unistd.h>

#include <poll.h>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <stdexcept>
#include <utility>

#include "gateway/bus/names.hpp"
#include "gateway/bus/sd_bus.hpp"

namespace deskgate::gateway::bus {
namespace {

namespace asio = boost::asio;

constexpr int portion = 256;  // messages

using Clock = std::chrono::steady_clock;

std::uint64_t left_until(Clock::time_point deadline) {
  const auto left =
      std::chrono::duration_cast<std::chrono::microseconds>(deadline - Clock::now()).count();
  if (left <= 0) check(-ETIMEDOUT);
  return static_cast<std::uint64_t>(left);
}

void wait_until_ready(sd_bus* bus, Clock::time_point deadline) {
  while (check(sd_bus_is_ready(bus)) == 0) {
    if (check(sd_bus_process(bus, nullptr)) > 0) continue;
    const auto waited = sd_bus_wait(bus, left_until(deadline));
    if (waited != -EINTR) check(waited);
  }
}

void become_monitor(sd_bus* bus, const std::vector<std::string>& rules,
                    Clock::time_point deadline) {
  sd_bus_message* raw = nullptr;
  check(sd_bus_message_new_method_call(bus, &raw, daemon_name, daemon_path,
                                       "org.freedesktop.DBus.Monitoring", "BecomeMonitor"));
  const MessagePointer call(raw);
  check(sd_bus_message_open_container(raw, SD_BUS_TYPE_ARRAY, "s"));
  for (const auto& rule : rules) {
    check(sd_bus_message_append_basic(raw, SD_BUS_TYPE_STRING, rule.c_str()));
  }
  check(sd_bus_message_close_container(raw));
  const std::uint32_t flags = 0;
  check(sd_bus_message_append_basic(raw, SD_BUS_TYPE_UINT32, &flags));
  sd_bus_error error = SD_BUS_ERROR_NULL;
  const auto result = sd_bus_call(bus, raw, left_until(deadline), &error, nullptr);
  const std::string why = error.message ? error.message : "";
  sd_bus_error_free(&error);
  if (result < 0 && !why.empty()) throw std::runtime_error(why);
  check(result);
}

}  // namespace

struct Monitor::State : std::enable_shared_from_this<Monitor::State> {
  State(asio::io_context& context, const std::string& address,
        const std::vector<std::string>& rules)
      : io(context), bus(start_connection(address, true)), descriptor(context) {
    const auto deadline = Clock::now() + patience;
    wait_until_ready(bus.get(), deadline);
    become_monitor(bus.get(), rules, deadline);
    descriptor.assign(::dup(sd_bus_get_fd(bus.get())));
  }

  void schedule_drain();
  void drain();
  bool process_one();
  void wait();
  void close();

  asio::io_context& io;
  BusPointer bus;
  asio::posix::stream_descriptor descriptor;
  OnMessage on_message;
  std::function<void(const std::string& why)> on_lost;
  bool is_closed = false;
};

void Monitor::State::schedule_drain() {
  asio::post(io, [self = shared_from_this()] { self->drain(); });
}

// sd-bus has read ahead if it says that there may be more, and the descriptor is silent then.
void Monitor::State::drain() {
  for (int left = portion; !is_closed; --left) {
    if (left == 0) return schedule_drain();
    if (!process_one()) break;
  }
  if (!is_closed) wait();
}

bool Monitor::State::process_one() {
  sd_bus_message* raw = nullptr;
  const auto result = sd_bus_process(bus.get(), &raw);
  const MessagePointer message(raw);
  if (result < 0) {
    const auto tell = std::exchange(on_lost, nullptr);
    close();
    tell(std::generic_category().message(-result));
  } else if (message) {
    on_message(MonitoredMessage(message.get()));
  }
  return result > 0;
}

void Monitor::State::wait() {
  descriptor.async_wait(asio::posix::descriptor_base::wait_read,
                        [self = shared_from_this()](auto error) {
                          if (!error) self->drain();
                        });
}

void Monitor::State::close() {
  is_closed = true;
  bus.reset();
  boost::system::error_code ignored;
  descriptor.close(ignored);  // NOLINT(bugprone-unused-return-value): closing, nothing to tell
}

Monitor::Monitor(asio::io_context& io, const std::string& address,
                 const std::vector<std::string>& rules, OnMessage on_message,
                 std::function<void(const std::string& why)> on_lost)
    : state_(std::make_shared<State>(io, address, rules)) {
  state_->on_message = std::move(on_message);
  state_->on_lost = std::move(on_lost);
  state_->schedule_drain();
}

Monitor::~Monitor() {
  state_->close();
}

}  // namespace deskgate::gateway::bus
