// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A publisher, its subscribers, and what each of them heard: every event carries its number.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench/peer.hpp"
#include "bench/scenarios.hpp"

namespace deskgate::bench {

// Stays where it was made.
class EventLoad {
 public:
  EventLoad(Loop& loop, const Load& load);

  // Publishes one more.
  void publish();

  // From now on publishes the next one as soon as fewer than `in_flight` are on their way to one
  // of the subscribers who read. What has not come for a while is taken for lost.
  void keep_in_flight(std::size_t in_flight);

  // Call it now and then while events are kept in flight: goes on after a loss.
  void give_up_lost();

  // The last subscriber stops to read, and is not counted any more.
  void stall_last();
  bool was_stalled_given_up() { return subscribers_.back().peer->was_given_up(); }

  void forget();
  std::size_t delivered() const { return delivered_; }
  std::size_t lost() const { return lost_; }
  std::size_t readers() const { return readers_; }
  bool is_in_order() const { return is_in_order_; }
  std::size_t octets_to_send() const { return publisher_.waiting(); }

 private:
  struct Subscriber {
    std::unique_ptr<Peer> peer;
    std::uint64_t last = 0;  // number that it heard
    std::size_t heard = 0;
  };

  void hear(std::size_t subscriber, std::string_view message);
  void fill();
  // What is taken for lost may come after all.
  std::size_t under_way() const {
    const auto expected = published_ * readers_;
    return expected - std::min(expected, heard_ + lost_);
  }

  std::string payload_;
  Peer publisher_;
  std::vector<Subscriber> subscribers_;
  Clock::time_point last_heard_;
  std::size_t readers_;
  std::size_t in_flight_ = 0;
  std::size_t published_ = 0;
  std::size_t heard_ = 0;
  std::size_t lost_ = 0;
  std::size_t delivered_ = 0;  // since forget()
  bool is_in_order_ = true;
};

}  // namespace deskgate::bench
