// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/pending_replies.hpp"

#include <utility>

namespace deskgate::gateway::bus {

template <class Test>
PendingReplies::Calls PendingReplies::take(Test is_meant) {
  Calls taken;
  for (auto call = calls_.begin(); call != calls_.end();) {
    if (!is_meant(*call)) {
      ++call;
      continue;
    }
    octets_ -= call->octets;
    taken.push_back(std::move(*call));
    call = calls_.erase(call);
  }
  return taken;
}

PendingReplies::Calls PendingReplies::add(ObservedCall call) {
  octets_ += call.octets;
  calls_.push_back(std::move(call));
  auto left = calls_.size();
  return take([&](const auto&) {
    const bool gives_way = left > most_calls || octets_ > most_octets;
    if (gives_way) --left;
    return gives_way;
  });
}

PendingReplies::Calls PendingReplies::take_answered(std::string_view caller, std::uint64_t serial,
                                                    std::optional<std::string_view> owner) {
  return take([&](const auto& call) {
    return call.serial == serial && call.caller == caller && (!owner || call.owner == *owner);
  });
}

PendingReplies::Calls PendingReplies::take_expired(std::chrono::steady_clock::time_point now) {
  return take([&](const auto& call) { return call.deadline <= now; });
}

PendingReplies::Calls PendingReplies::take_left(std::string_view unique_name) {
  return take(
      [&](const auto& call) { return call.caller == unique_name || call.owner == unique_name; });
}

PendingReplies::Calls PendingReplies::take_member(std::uint64_t member) {
  return take([&](const auto& call) { return call.member == member; });
}

std::optional<std::chrono::steady_clock::time_point> PendingReplies::next_deadline() const {
  if (calls_.empty()) return std::nullopt;
  return calls_.front().deadline;
}

}  // namespace deskgate::gateway::bus
