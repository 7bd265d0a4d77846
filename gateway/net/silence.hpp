// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// How long a peer has said nothing, and whether it has been asked why.
#pragma once

#include "gateway/net/clock.hpp"

namespace deskgate::gateway::net {

// After `patience` without a word the peer is to be pinged, after as long again it is dead.
class Silence {
 public:
  explicit Silence(Clock::time_point now) : last_heard_(now) {}

  // Something came; a living peer that is pinged sends something.
  void end(Clock::time_point now) {
    last_heard_ = now;
    is_pinged_ = false;
  }

  void note_ping() { is_pinged_ = true; }
  bool is_pinged() const { return is_pinged_; }

  // When something must be done if nothing comes.
  Clock::time_point deadline(Clock::duration patience) const {
    return last_heard_ + patience * (is_pinged_ ? 2 : 1);
  }

 private:
  Clock::time_point last_heard_;
  bool is_pinged_ = false;  // since last_heard_
};

}  // namespace deskgate::gateway::net
