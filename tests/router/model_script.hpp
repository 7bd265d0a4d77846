// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What the clients of the model test say: mostly what makes sense at that moment, sometimes not.
#pragma once

#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "tests/router/naive_router.hpp"

namespace deskgate::router {

// Chooses messages with the ids that the naive router gave. The same seed makes the same choices.
class ModelScript {
 public:
  explicit ModelScript(std::uint64_t seed) : random_(seed) {}

  // A message of that client of the naive router.
  naive::Value next_message(const naive::Router& router, std::size_t client);

  // Ids in what has been heard are used later.
  void learn(const naive::Value& heard);

  // 0 to count - 1.
  std::size_t among(std::size_t count) { return random_() % count; }
  bool is_chance(std::size_t percent) { return among(100) < percent; }

 private:
  using Value = naive::Value;

  Value hello();
  Value publish(std::uint64_t request);
  Value subscribe(std::uint64_t request);
  Value register_(std::uint64_t request);
  Value call(std::uint64_t request);
  Value cancel(std::uint64_t next_request);
  Value answer(std::uint64_t invocations);
  Value some_other(const naive::Router& router, std::size_t client);

  std::string uri();
  std::string pattern(const Value& options);
  Value match_options();
  std::uint64_t one_of(const std::vector<std::uint64_t>& ids);
  Value with_arguments(Value message);

  std::mt19937_64 random_;
  std::uint64_t serial_ = 0;  // marks each payload
  std::vector<std::uint64_t> sessions_, subscriptions_, registrations_;
};

}  // namespace deskgate::router
