// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "bench/bus_caller.hpp"

#include <memory>
#include <stdexcept>

#include "bench/bus_names.hpp"

namespace deskgate::bench {
namespace {

struct Pending {
  Calls& calls;
  std::uint64_t request;
};

void require(int result, const char* what) {
  if (result < 0) throw std::runtime_error(what);
}

}  // namespace

BusCaller::BusCaller(const Load& load)
    : payload_(load.payload, 'x'),
      calls_(load.in_flight, [this](std::uint64_t request) { call(request); }) {
  require(sd_bus_open_user(&bus_), "there is no session bus");
}

BusCaller::~BusCaller() {
  sd_bus_close_unref(bus_);
}

void BusCaller::call(std::uint64_t request) {
  sd_bus_slot* slot = nullptr;
  auto pending = std::make_unique<Pending>(Pending{calls_, request});
  require(sd_bus_call_method_async(bus_, &slot, echo_name, echo_path, echo_interface, echo_method,
                                   take_reply, pending.get(), "s", payload_.c_str()),
          "a call cannot be sent");
  sd_bus_slot_set_destroy_callback(slot, [](void* done) { delete static_cast<Pending*>(done); });
  sd_bus_slot_set_floating(slot, 1);
  sd_bus_slot_unref(slot);
  static_cast<void>(pending.release());  // the slot's, from now on
}

int BusCaller::take_reply(sd_bus_message* reply, void* data, sd_bus_error*) {
  const auto& pending = *static_cast<Pending*>(data);
  if (sd_bus_message_is_method_error(reply, nullptr) != 0) return -EIO;
  pending.calls.finish(pending.request);
  return 0;
}

void BusCaller::run_for(Clock::duration time, const std::function<bool()>& is_done) {
  const auto end = Clock::now() + time;
  do {
    int done = 0;
    while ((done = sd_bus_process(bus_, nullptr)) > 0) {
      if (Clock::now() >= end) return;
    }
    require(done, "a call failed, or the bus has ended");
    require(sd_bus_wait(bus_, 20'000), "the bus has ended");
  } while (Clock::now() < end && !is_done());
}

}  // namespace deskgate::bench
