// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "bench/event_load.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace deskgate::bench {
namespace {

constexpr unsigned publish_code = 16;
constexpr unsigned event_code = 36;
constexpr std::string_view topic = "org.deskgate_bench.topic";
constexpr std::size_t number_size = 12;

// The argument is '#', the number in as many digits, and padding.
std::string numbered(std::size_t size) {
  return '#' + std::string(std::max(size, number_size + 1) - 1, '0');
}

void set_number(std::string& payload, std::uint64_t number) {
  for (auto at = number_size; at > 0; --at, number /= 10) {
    payload[at] = static_cast<char>('0' + number % 10);
  }
}

std::uint64_t number_in(std::string_view message) {
  const auto digits = message.substr(std::min(message.size(), message.find('#') + 1));
  std::uint64_t number = 0;
  std::from_chars(digits.begin(), digits.begin() + std::min(digits.size(), number_size), number);
  return number;
}

}  // namespace

EventLoad::EventLoad(Loop& loop, const Load& load)
    : payload_(numbered(load.payload)),
      publisher_(loop, load.target),
      subscribers_(load.count),
      readers_(load.count) {
  for (std::size_t i = 0; i < load.count; ++i) {
    auto& peer = *(subscribers_[i].peer = std::make_unique<Peer>(loop, load.target));
    if (peer.subscribe(topic) == 0) throw std::runtime_error("a subscriber may not subscribe");
    peer.on_message([this, i](std::string_view message) { hear(i, message); });
  }
  last_heard_ = Clock::now();
}

void EventLoad::publish() {
  set_number(payload_, ++published_);
  publisher_.send([&](MessageWriter& writer) {
    writer.list(5).number(publish_code).number(published_).no_dict().text(topic);
    writer.list(1).text(payload_).end_list().end_list();
  });
}

void EventLoad::hear(std::size_t subscriber, std::string_view message) {
  auto& who = subscribers_[subscriber];
  if (who.peer->head_of(message).code != event_code) return;
  const auto number = number_in(message);
  if (number <= who.last) is_in_order_ = false;
  who.last = number;
  ++who.heard;
  ++heard_;
  ++delivered_;
  if (subscriber == 0) last_heard_ = Clock::now();
  fill();
}

// One event is under way until the last of them has it: what is counted is deliveries.
void EventLoad::fill() {
  while (in_flight_ > 0 && under_way() + readers_ <= in_flight_ * readers_) publish();
}

void EventLoad::keep_in_flight(std::size_t in_flight) {
  in_flight_ = in_flight;
  fill();
}

void EventLoad::give_up_lost() {
  if (Clock::now() - last_heard_ < std::chrono::milliseconds(250)) return;
  lost_ += under_way();
  last_heard_ = Clock::now();
  fill();
}

void EventLoad::stall_last() {
  subscribers_.back().peer->stall();
  heard_ -= subscribers_.back().heard;
  --readers_;
  fill();
}

void EventLoad::forget() {
  delivered_ = 0;
}

}  // namespace deskgate::bench
