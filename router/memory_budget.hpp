// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// How many octets may be kept in all: what waits for peers, and what is kept for those who come
// later. Who keeps something has an account and asks before it grows.
#pragma once

#include <cassert>
#include <cstddef>

namespace deskgate::router {

// A part of a larger budget counts there too. Not thread-safe; outlives its parts and accounts.
class MemoryBudget {
 public:
  explicit MemoryBudget(std::size_t limit, MemoryBudget* whole = nullptr)
      : limit_(limit), whole_(whole) {}
  MemoryBudget(const MemoryBudget&) = delete;
  MemoryBudget& operator=(const MemoryBudget&) = delete;

  std::size_t limit() const { return limit_; }
  std::size_t used() const { return used_; }
  // used() is never more than limit(), so that nothing here can overflow.
  bool fits(std::size_t octets) const {
    return octets <= limit_ - used_ && (!whole_ || whole_->fits(octets));
  }

 private:
  friend class MemoryAccount;

  void take(std::size_t octets) {
    assert(fits(octets));
    used_ += octets;
    if (whole_) whole_->take(octets);
  }
  void give(std::size_t octets) {
    assert(octets <= used_);
    used_ -= octets;
    if (whole_) whole_->give(octets);
  }

  std::size_t limit_;
  std::size_t used_ = 0;
  MemoryBudget* whole_;
};

// What one keeper has of a budget. It is given back when the keeper ends.
class MemoryAccount {
 public:
  // Without a budget there is no bound.
  explicit MemoryAccount(MemoryBudget* budget = nullptr) : budget_(budget) {}
  ~MemoryAccount() { shrink(octets_); }
  MemoryAccount(const MemoryAccount&) = delete;
  MemoryAccount& operator=(const MemoryAccount&) = delete;

  std::size_t octets() const { return octets_; }

  // Whether so many more fit; grow() takes them then.
  bool fits(std::size_t octets) const { return !budget_ || budget_->fits(octets); }
  [[nodiscard]] bool grow(std::size_t octets) {
    if (!fits(octets)) return false;
    if (budget_) budget_->take(octets);
    octets_ += octets;
    return true;
  }
  // So many fewer; there are as many.
  void shrink(std::size_t octets) {
    assert(octets <= octets_);
    if (budget_) budget_->give(octets);
    octets_ -= octets;
  }

 private:
  MemoryBudget* budget_;
  std::size_t octets_ = 0;
};

}  // namespace deskgate::router
