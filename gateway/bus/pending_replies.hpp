// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Calls between other programs that have been seen, and whose replies have not.
//
// Serials repeat between connections: a reply belongs to the call with its serial from the program
// that it goes to, and only if it comes from the program that was called. What waits is bounded in
// number, octets and time; the oldest gives way. No clock and no bus: who owns it asks.
#pragma once

#include <chrono>
#include <cstdint>
#include <list>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace deskgate::gateway::bus {

// A call that is to be told once its reply is known, or will not be.
struct ObservedCall {
  std::string caller;  // unique, like the owner
  std::uint64_t serial;
  std::string owner;
  std::uint64_t member;  // by which it is observed
  nlohmann::json arguments;
  std::size_t octets;
  std::chrono::steady_clock::time_point deadline;
};

// Everything that it gives away is no longer in it, the oldest first.
class PendingReplies {
 public:
  static constexpr std::size_t most_calls = 1024;
  static constexpr std::size_t most_octets = std::size_t{16} << 20U;
  static constexpr std::chrono::seconds longest_wait{30};

  using Calls = std::vector<ObservedCall>;

  // Gives away the calls that had to give way, this one too if it is too large by itself.
  Calls add(ObservedCall call);

  // The call that is answered, once for each member that it is observed by. `owner`: who answers;
  // nullopt: the bus in its place.
  Calls take_answered(std::string_view caller, std::uint64_t serial,
                      std::optional<std::string_view> owner);

  Calls take_expired(std::chrono::steady_clock::time_point now);

  // All in which this connection called or was called: it has left the bus.
  Calls take_left(std::string_view unique_name);

  Calls take_member(std::uint64_t member);

  // When the oldest expires.
  std::optional<std::chrono::steady_clock::time_point> next_deadline() const;

 private:
  template <class Test>
  Calls take(Test is_meant);

  std::list<ObservedCall> calls_;
  std::size_t octets_ = 0;
};

}  // namespace deskgate::gateway::bus
