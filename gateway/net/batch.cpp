// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/batch.hpp"

namespace deskgate::gateway::net {
namespace {

using Item = BatchReader::Item;

constexpr std::size_t count_size = 4;
constexpr std::array<char, 2> terminators{batch_terminator, autobahn_terminator};

Item broken(std::string_view reason) {
  return {Item::Kind::violation, reason};
}

std::size_t read_count(std::string_view octets) {
  std::size_t count = 0;
  for (const char octet : octets) count = count << 8 | static_cast<unsigned char>(octet);
  return count;
}

}  // namespace

std::array<char, count_size> batch_count(std::size_t message_size) {
  return {static_cast<char>(message_size >> 24 & 0xFF),
          static_cast<char>(message_size >> 16 & 0xFF), static_cast<char>(message_size >> 8 & 0xFF),
          static_cast<char>(message_size & 0xFF)};
}

void BatchReader::start(std::string_view batch) {
  batch_ = batch;
  rest_ = batch_;
  is_fresh_ = true;
}

Item BatchReader::next() {
  if (!rest_.empty()) return batching_ == Batching::counted ? next_counted() : next_terminated();
  if (is_fresh_) return broken("a batch without messages");
  batch_ = std::string();
  return {Item::Kind::end};
}

Item BatchReader::next_terminated() {
  const auto end = rest_.find_first_of({terminators.data(), terminators.size()});
  if (end == std::string_view::npos) return broken("a batch that is cut short");
  return take(0, end, 1);
}

Item BatchReader::next_counted() {
  if (rest_.size() < count_size) return broken("a batch that is cut short");
  const auto size = read_count(rest_.substr(0, count_size));
  if (size > rest_.size() - count_size) return broken("a batch that is cut short");
  return take(count_size, size, 0);
}

Item BatchReader::take(std::size_t before, std::size_t size, std::size_t after) {
  if (size == 0) return broken("a batch with an empty message");
  const auto message = rest_.substr(before, size);
  rest_.remove_prefix(before + size + after);
  is_fresh_ = false;
  return {Item::Kind::message, message};
}

}  // namespace deskgate::gateway::net
