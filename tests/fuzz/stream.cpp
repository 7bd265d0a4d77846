// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "tests/fuzz/stream.hpp"

#include <span>
#include <utility>

namespace deskgate::fuzz {

using gateway::net::Received;

Listener::Listener(std::unique_ptr<gateway::net::Framing> framing)
    : framing_(std::move(framing)), outbox_(std::size_t{64} << 20) {}

void Listener::receive(std::string_view piece) {
  if (!heard_.end.empty()) return;
  input_ += piece;
  // A copy of exactly that size: the sanitizer sees every octet that is read beyond it.
  std::vector<char> octets(input_.begin(), input_.end());
  std::span<char> input(octets);
  while (take_next(input)) {
  }
  input_.assign(input.begin(), input.end());
}

bool Listener::take_next(std::span<char>& input) {
  const auto received = framing_->receive(input, outbox_);
  switch (received.kind) {
    case Received::Kind::incomplete:
      return false;
    case Received::Kind::message:
      heard_.messages.emplace_back(received.octets);
      return true;
    case Received::Kind::farewell:
      heard_.end = "farewell";
      return false;
    case Received::Kind::violation:
      heard_.end = received.octets;
      return false;
  }
  return false;
}

const Heard& Listener::heard() {
  for (auto waiting = outbox_.front(); !waiting.empty(); waiting = outbox_.front()) {
    heard_.output += waiting;
    outbox_.consume(waiting.size());
  }
  return heard_;
}

std::string_view Pieces::next() {
  const auto piece = rest_.substr(0, length_ + (is_longer_ ? 1 : 0));
  rest_.remove_prefix(piece.size());
  is_longer_ = !is_longer_ && length_ > 1;
  return piece;
}

}  // namespace deskgate::fuzz
