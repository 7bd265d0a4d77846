// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "bench/calls.hpp"

namespace deskgate::bench {

void Calls::start() {
  for (std::size_t i = 0; i < sent_.size(); ++i) next();
}

void Calls::next() {
  const auto request = ++last_request_;
  sent_[request % sent_.size()] = Clock::now();
  send_(request);
}

void Calls::finish(std::uint64_t request) {
  latencies_.add(Clock::now() - sent_[request % sent_.size()]);
  ++done_;
  next();
}

void Calls::forget() {
  done_ = 0;
  latencies_.clear();
}

}  // namespace deskgate::bench
