// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/waiting_states.hpp"

#include <utility>

namespace deskgate::gateway::net {

std::size_t WaitingStates::drop(std::string_view key) {
  const auto found = newest_.find(key);
  if (found == newest_.end()) return 0;
  auto& part = parts_[found->second];
  part.key = std::string();
  pointless_ += part.size;
  newest_.erase(found);
  return part.size;
}

void WaitingStates::keep(std::string_view key, std::size_t at, std::size_t size) {
  newest_.emplace(key, parts_.size());
  parts_.push_back({std::string(key), at, size});
}

void WaitingStates::tidy(std::string& queue) {
  if (pointless_ == 0) return;
  std::string tidied;
  tidied.reserve(queue.size() - pointless_);
  std::vector<Part> kept;
  std::size_t from = 0;
  for (auto& part : parts_) {
    const bool is_pointless = part.key.empty();
    const auto up_to = is_pointless ? part.at : part.at + part.size;
    tidied.append(queue, from, up_to - from);
    from = part.at + part.size;
    if (is_pointless) continue;
    newest_.find(part.key)->second = kept.size();
    const auto at = tidied.size() - part.size;
    kept.push_back({std::move(part.key), at, part.size});
  }
  tidied.append(queue, from);
  queue = std::move(tidied);
  parts_ = std::move(kept);
  pointless_ = 0;
}

void WaitingStates::forget() {
  if (!parts_.empty()) *this = WaitingStates();
}

}  // namespace deskgate::gateway::net
