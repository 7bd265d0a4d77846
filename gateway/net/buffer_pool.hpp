// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace deskgate::gateway::net {

// Buffers that wait for their next use. All connections of a loop share them, so that one which is
// idle holds none.
class BufferPool {
 public:
  // More than so many buffers, and larger ones, are given back to the system; smaller ones are no
  // loss.
  static constexpr std::size_t kept_buffers = 64;
  static constexpr std::size_t smallest_kept = 256;
  static constexpr std::size_t largest_kept = 64 << 10;

  // An empty buffer, with memory if there is one that has.
  std::string take() {
    if (spare_.empty()) return {};
    auto buffer = std::move(spare_.back());
    spare_.pop_back();
    return buffer;
  }

  void give(std::string buffer) {
    const bool is_worth_it =
        buffer.capacity() >= smallest_kept && buffer.capacity() <= largest_kept;
    if (!is_worth_it || spare_.size() == kept_buffers) return;
    buffer.clear();
    spare_.push_back(std::move(buffer));
  }

 private:
  std::vector<std::string> spare_;
};

}  // namespace deskgate::gateway::net
