// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/cli/either.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <stdexcept>

namespace deskgate::gateway::cli {

Either::Either(std::initializer_list<int> descriptors)
    : descriptor_(::epoll_create1(EPOLL_CLOEXEC)) {
  if (descriptor_ < 0) throw std::runtime_error("the system has no descriptor left");
  for (const int each : descriptors) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = each;
    ::epoll_ctl(descriptor_, EPOLL_CTL_ADD, each, &event);
  }
}

Either::~Either() {
  ::close(descriptor_);
}

void Either::forget(int descriptor) {
  ::epoll_ctl(descriptor_, EPOLL_CTL_DEL, descriptor, nullptr);
}

}  // namespace deskgate::gateway::cli
