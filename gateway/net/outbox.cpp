// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/outbox.hpp"

#include <cassert>
#include <utility>

namespace deskgate::gateway::net {

void Outbox::append(std::string_view head, std::string_view body) {
  if (has_overflowed_ || !fits(head.size() + body.size())) {
    has_overflowed_ = true;
    return;
  }
  if (pool_ && collecting_.empty()) collecting_ = pool_->take();
  collecting_.append(head);
  collecting_.append(body);
}

std::string_view Outbox::front() {
  if (writing_.empty()) std::swap(writing_, collecting_);
  return std::string_view(writing_).substr(written_);
}

void Outbox::consume(std::size_t size) {
  assert(size <= writing_.size() - written_);
  written_ += size;
  if (written_ < writing_.size()) return;
  written_ = 0;
  auto written = std::exchange(writing_, {});
  if (pool_) pool_->give(std::move(written));
}

}  // namespace deskgate::gateway::net
