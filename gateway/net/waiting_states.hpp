// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Which parts of a queue tell a state, so that a newer state takes the place of an older one that
// nobody has been told yet.
//
// The queue is one piece of memory, and most of what a slow peer has waiting may be states of few
// topics. So an older one is only marked, and what is marked goes when it is half of the queue: the
// work is in proportion to what is queued.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "router/string_hash.hpp"

namespace deskgate::gateway::net {

// Of one queue, whose octets it does not own.
class WaitingStates {
 public:
  // What tells the state of `key` has become pointless. Returns how many octets that is.
  std::size_t drop(std::string_view key);

  // The `size` octets at `at`, behind all that was kept before, tell the state of `key`, of which
  // none is kept.
  void keep(std::string_view key, std::size_t at, std::size_t size);

  // Octets of the queue that are pointless.
  std::size_t pointless() const { return pointless_; }

  // Takes what is pointless out of the queue.
  void tidy(std::string& queue);

  // The queue is another one, in which nothing is kept.
  void forget();

 private:
  struct Part {
    std::string key;  // empty: pointless
    std::size_t at;
    std::size_t size;
  };

  std::vector<Part> parts_;  // in the order of the queue
  // The place in parts_ of each key.
  std::unordered_map<std::string, std::size_t, router::StringHash, std::equal_to<>> newest_;
  std::size_t pointless_ = 0;
};

}  // namespace deskgate::gateway::net
