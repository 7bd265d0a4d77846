// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A stream that the test holds the other end of, so that each single read and write counts.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/net/byte_stream.hpp"
#include "gateway/net/clock.hpp"

namespace deskgate::gateway::net::testing {

// The far end of a FakeStream.
struct Wire {
  // The octets arrive and the connection is told.
  void brings(std::string octets) {
    incoming = std::move(octets);
    std::exchange(reader, nullptr)->on_readable();
  }
  void has_room_for(std::size_t octets) {
    room = octets;
    std::exchange(writer, nullptr)->on_writable();
  }
  // Whether somebody listens at the near end.
  bool is_served() const { return reader && !is_closed; }

  std::string incoming;
  std::vector<std::string> writes;
  std::size_t room = std::numeric_limits<std::size_t>::max();  // for octets written
  std::optional<std::int64_t> taken;  // of what was written, while some of it is under way
  bool is_taking = false;             // one more each five milliseconds
  bool is_broken = false;
  bool is_closed = false;
  std::shared_ptr<StreamWaiter> reader;
  std::shared_ptr<StreamWaiter> writer;
};

// Uses the wire, which outlives it, and nothing of the system.
class FakeStream final : public ByteStream {
 public:
  explicit FakeStream(Wire& wire) : wire_(wire) {}

  void async_wait_readable(std::shared_ptr<StreamWaiter> waiter) override {
    wire_.reader = std::move(waiter);
  }
  void async_wait_writable(std::shared_ptr<StreamWaiter> waiter) override {
    wire_.writer = std::move(waiter);
  }

  Transfer read_some(std::span<char> into) override {
    if (wire_.incoming.empty()) return {.kind = Transfer::Kind::would_block};
    const auto size = wire_.incoming.copy(into.data(), into.size());
    wire_.incoming.erase(0, size);
    return {.kind = Transfer::Kind::done, .size = size};
  }

  Transfer write_some(std::string_view octets) override {
    if (wire_.is_broken) {
      return {.kind = Transfer::Kind::failed,
              .error = make_error_code(boost::system::errc::broken_pipe)};
    }
    if (wire_.room == 0) return {.kind = Transfer::Kind::would_block};
    const auto size = std::min(octets.size(), wire_.room);
    wire_.room -= size;
    wire_.writes.emplace_back(octets.substr(0, size));
    return {.kind = Transfer::Kind::done, .size = size};
  }

  std::optional<std::int64_t> taken() override {
    const auto now = Clock::now().time_since_epoch();
    if (wire_.is_taking) wire_.taken = now / std::chrono::milliseconds(5);
    return wire_.taken;
  }
  void shutdown_write() override {}
  void close() override { wire_.is_closed = true; }

 private:
  Wire& wire_;
};

}  // namespace deskgate::gateway::net::testing
