// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What waits to be written to one peer, with a bound.
//
// What a newer state has overtaken no longer counts, but may take up as much memory again before
// it is cleared away.
//
// Frames stand back to back, so that all of them leave in one write. Two buffers take turns: one is
// being written and does not move, the other collects. Neither holds memory while nothing waits.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "gateway/net/buffer_pool.hpp"
#include "gateway/net/waiting_states.hpp"
#include "router/memory_budget.hpp"

namespace deskgate::gateway::net {

class Outbox {
 public:
  // `limit`: octets that may wait. One more overflows, and so does one that `budget`, if given, has
  // not. `pool`, if given, lends the memory. Both outlive the outbox.
  explicit Outbox(std::size_t limit, BufferPool* pool = nullptr,
                  router::MemoryBudget* budget = nullptr)
      : limit_(limit), pool_(pool), account_(budget) {}

  // Queues one frame: `head` then `body`. A frame that does not fit is dropped and has_overflowed()
  // from then on; what the peer has missed cannot be made good, so its connection must end.
  void append(std::string_view head, std::string_view body);

  // Queues a pong. Of more than `most_pongs` in a row that wait, only the first and the newest
  // stay, as RFC 6455 section 5.5.3 allows: who pings on and on without reading costs no more.
  void append_pong(std::string_view head, std::string_view body);
  static constexpr std::size_t most_pongs = 16;

  // Leaves out what waits and tells the state of `key`, and is not being written.
  void drop_state(std::string_view key);

  // Queues what `append` appends, which tells the state of `key`, a text that is not empty. An
  // older state of that key that waits and is not being written is left out: it would be
  // overtaken before anybody could look at it.
  template <class Append>
  void append_state(std::string_view key, Append append) {
    drop_state(key);
    const auto at = collecting_.size();
    append();
    if (collecting_.size() > at) states_.keep(key, at, collecting_.size() - at);
  }

  // The octets to write next; empty if nothing waits. Valid until consume().
  std::string_view front();

  // The first `size` octets of front() have been written.
  void consume(std::size_t size);

  // Nothing waits any longer. For a peer to which nothing more is written.
  void discard();

  // Whether so many octets more may wait for this peer.
  bool fits(std::size_t size) const { return size <= limit_ - this->size(); }

  std::size_t size() const {
    return writing_.size() - written_ + collecting_.size() - states_.pointless();
  }
  bool is_empty() const { return size() == 0; }
  bool has_overflowed() const { return has_overflowed_; }

 private:
  std::size_t limit_;
  BufferPool* pool_;
  router::MemoryAccount account_;  // as large as size()
  std::string writing_;
  std::size_t written_ = 0;  // octets of `writing_` that have left
  std::string collecting_;
  WaitingStates states_;         // in `collecting_`
  std::size_t pongs_ = 0;        // with which `collecting_` ends
  std::size_t newest_pong_ = 0;  // octets of the last of them
  bool has_overflowed_ = false;
};

}  // namespace deskgate::gateway::net
