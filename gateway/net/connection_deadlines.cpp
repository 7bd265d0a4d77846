// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What a connection does when time has passed and nothing else has happened.

#include <algorithm>
#include <utility>

#include "gateway/net/connection.hpp"
#include "gateway/net/connection_set.hpp"

namespace deskgate::gateway::net {

void Connection::set_deadline(Clock::duration from_now) {
  deadline_ = Clock::now() + from_now;
  set_.wake_by(*this, deadline());
}

Clock::time_point Connection::deadline() const {
  if (phase_ == Phase::ended || phase_ == Phase::doomed) return Clock::time_point::max();
  if (phase_ != Phase::open) return deadline_;
  const bool is_settled = is_joined_ && !is_shutting_down_;
  const auto signs_of_life = std::min(silence_deadline(), blocked_deadline());
  return is_settled ? signs_of_life : std::min(deadline_, signs_of_life);
}

Clock::time_point Connection::silence_deadline() const {
  if (!framing_->is_pingable()) return Clock::time_point::max();
  return silence_.deadline(set_.limits().ping);
}

Clock::time_point Connection::blocked_deadline() const {
  return waits_writable_ ? blocked_since_ + set_.limits().blocked : Clock::time_point::max();
}

// Whether the peer has taken some of what is on its way to it since the last look. A socket can be
// written to again only when much of what it holds has left, which takes longer than `blocked` on a
// slow line.
bool Connection::is_taking() {
  const auto before = std::exchange(taken_, stream_->taken());
  if (!before || (taken_ && *taken_ <= *before)) return false;
  blocked_since_ = Clock::now();
  silence_.end(blocked_since_);  // a ping would wait behind what it takes
  return true;
}

void Connection::check(Clock::time_point now) {
  const auto self = shared_from_this();
  if (now >= deadline()) expire(now);
  if (phase_ != Phase::ended) set_.wake_by(*this, deadline());
}

void Connection::expire(Clock::time_point now) {
  if (phase_ == Phase::open) return check_open(now);
  if (phase_ == Phase::opening) complain("handshake_timeout", "no complete handshake in time");
  end("the peer did not finish in time");
}

void Connection::check_open(Clock::time_point now) {
  if (now >= blocked_deadline() && !is_taking()) {
    return doom("slow_peer", "slow_peer",
                "too slow: has taken nothing for " + std::to_string(set_.limits().blocked.count()) +
                    " ms, " + std::to_string(outbox_.size()) + " octets waiting");
  }
  if (now < deadline()) return;
  const bool is_settled = is_joined_ && !is_shutting_down_;
  if (is_settled || now < deadline_) return check_silence();
  if (is_shutting_down_) return end("no answer to GOODBYE");
  if (!has_left_) complain("join_timeout", "did not join in time");
  close();
}

void Connection::check_silence() {
  if (is_taking()) return;
  if (has_heard_enough()) return silence_.end(Clock::now());  // it may say what it likes
  if (silence_.is_pinged()) {
    complain("dead_peer", "silent, and did not answer a ping");
    return end("did not answer a ping");
  }
  framing_->ping(outbox_);
  silence_.note_ping();
  touch();
}

}  // namespace deskgate::gateway::net
