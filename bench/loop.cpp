// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "bench/loop.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

#include "bench/peer.hpp"

namespace deskgate::bench {
namespace {

void control(int loop, int operation, Peer& peer, unsigned events) {
  epoll_event event{};
  event.events = events;
  event.data.ptr = &peer;
  ::epoll_ctl(loop, operation, peer.descriptor(), &event);
}

}  // namespace

Loop::Loop() : descriptor_(::epoll_create1(EPOLL_CLOEXEC)) {}

Loop::~Loop() {
  ::close(descriptor_);
}

void Loop::add(Peer& peer) {
  control(descriptor_, EPOLL_CTL_ADD, peer, EPOLLIN);
}

void Loop::remove(Peer& peer) {
  control(descriptor_, EPOLL_CTL_DEL, peer, 0);
  std::erase(touched_, &peer);
}

void Loop::watch_writable(Peer& peer, bool is_wanted) {
  control(descriptor_, EPOLL_CTL_MOD, peer, is_wanted ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

void Loop::run_until(Clock::time_point end, const std::function<bool()>& is_done) {
  flush();
  while (!is_done || !is_done()) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
    if (left <= 0) return;
    turn(static_cast<int>(std::min<long>(left, 20)));
  }
}

void Loop::turn(int milliseconds) {
  std::array<epoll_event, 256> events{};
  const auto count =
      ::epoll_wait(descriptor_, events.data(), static_cast<int>(events.size()), milliseconds);
  for (int i = 0; i < count; ++i) {
    const auto& event = events[static_cast<std::size_t>(i)];
    auto& peer = *static_cast<Peer*>(event.data.ptr);
    if (event.events & EPOLLOUT) touch(peer);
    if (event.events & ~EPOLLOUT) peer.read();
  }
  flush();
}

void Loop::flush() {
  const auto touched = std::exchange(touched_, {});
  for (auto* peer : touched) peer->flush();
}

}  // namespace deskgate::bench
