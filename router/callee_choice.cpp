// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/callee_choice.hpp"

#include <algorithm>

namespace deskgate::router {
namespace {

using Callees = std::vector<RegisteredCallee>;

// A uniform choice among those that are left.
const RegisteredCallee* random_one(const Callees& callees, std::span<const SessionId> tried,
                                   const Entropy& entropy) {
  std::vector<const RegisteredCallee*> left;
  for (const auto& callee : callees) {
    if (std::ranges::find(tried, callee.session) == tried.end()) left.push_back(&callee);
  }
  return left.empty() ? nullptr : left[entropy() % left.size()];
}

// The first one that is left, from `start` on and around.
const RegisteredCallee* next_one(const Callees& callees, std::size_t start,
                                 std::span<const SessionId> tried) {
  const auto is_left = [&](const RegisteredCallee& callee) {
    return std::ranges::find(tried, callee.session) == tried.end();
  };
  const auto first = callees.begin() + static_cast<std::ptrdiff_t>(start);
  auto found = std::find_if(first, callees.end(), is_left);
  if (found != callees.end()) return &*found;
  found = std::find_if(callees.begin(), first, is_left);
  return found == first ? nullptr : &*found;
}

const RegisteredCallee* last_one(const Callees& callees, std::span<const SessionId> tried) {
  const auto found = std::find_if(callees.rbegin(), callees.rend(), [&](const auto& callee) {
    return std::ranges::find(tried, callee.session) == tried.end();
  });
  return found == callees.rend() ? nullptr : &*found;
}

}  // namespace

const RegisteredCallee* choose_callee(Registration& registration, std::span<const SessionId> tried,
                                      const Entropy& entropy) {
  const auto& callees = registration.callees;
  switch (registration.policy) {
    case InvocationPolicy::single:
    case InvocationPolicy::first:
      return next_one(callees, 0, tried);
    case InvocationPolicy::last:
      return last_one(callees, tried);
    case InvocationPolicy::random:
      return random_one(callees, tried, entropy);
    case InvocationPolicy::roundrobin:
      break;
  }
  const auto* chosen = next_one(callees, registration.turn % callees.size(), tried);
  if (chosen) {
    const auto index = static_cast<std::size_t>(chosen - callees.data());
    registration.turn = (index + 1) % callees.size();
  }
  return chosen;
}

}  // namespace deskgate::router
