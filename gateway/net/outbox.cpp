// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/outbox.hpp"

#include <cassert>
#include <utility>

namespace deskgate::gateway::net {

void Outbox::append(std::string_view head, std::string_view body) {
  pongs_ = 0;
  const auto size = head.size() + body.size();
  if (has_overflowed_ || !fits(size) || !account_.grow(size)) {
    has_overflowed_ = true;
    return;
  }
  if (pool_ && collecting_.empty()) collecting_ = pool_->take();
  collecting_.append(head);
  collecting_.append(body);
}

void Outbox::append_pong(std::string_view head, std::string_view body) {
  if (pongs_ == most_pongs) {
    collecting_.resize(collecting_.size() - newest_pong_);
    account_.shrink(newest_pong_);
    --pongs_;
  }
  const auto pongs = pongs_ + 1;
  append(head, body);
  if (has_overflowed_) return;
  pongs_ = pongs;
  newest_pong_ = head.size() + body.size();
}

void Outbox::drop_state(std::string_view key) {
  account_.shrink(states_.drop(key));
  if (states_.pointless() > collecting_.size() / 2) states_.tidy(collecting_);
}

std::string_view Outbox::front() {
  if (writing_.empty()) {
    states_.tidy(collecting_);
    states_.forget();
    std::swap(writing_, collecting_);
    pongs_ = 0;
  }
  return std::string_view(writing_).substr(written_);
}

void Outbox::consume(std::size_t size) {
  assert(size <= writing_.size() - written_);
  written_ += size;
  account_.shrink(size);
  if (written_ < writing_.size()) return;
  written_ = 0;
  auto written = std::exchange(writing_, {});
  if (pool_) pool_->give(std::move(written));
}

void Outbox::discard() {
  account_.shrink(account_.octets());
  writing_ = std::string();
  written_ = 0;
  collecting_ = std::string();
  states_.forget();
  pongs_ = 0;
}

}  // namespace deskgate::gateway::net
