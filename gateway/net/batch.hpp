// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Several WAMP messages in one WebSocket message (specification, "Batched Transport"): what is in a
// batch, and how a message is put into one.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace deskgate::gateway::net {

// How messages stand in a WebSocket message. `terminated` is for JSON: an octet that JSON cannot
// hold follows each. `counted`: the length, four octets, precedes each.
enum class Batching { none, terminated, counted };

// What follows a JSON message. Autobahn writes an octal 30 where the specification says \30 and
// means this.
inline constexpr char batch_terminator = '\x1E';
inline constexpr char autobahn_terminator = '\x18';

// What precedes a message in a counted batch.
std::array<char, 4> batch_count(std::size_t message_size);

// Takes batches apart. Keeps a copy of the present one.
class BatchReader {
 public:
  struct Item {
    enum class Kind { end, message, violation };
    Kind kind;
    std::string_view octets{};  // one message; for a violation, the reason
  };

  // `batching` is not `none`.
  explicit BatchReader(Batching batching) : batching_(batching) {}

  // The whole content of one WebSocket message. The one before must have ended.
  void start(std::string_view batch);

  // The next message of the batch; valid until the batch has ended. A batch without messages, an
  // empty message and one that is cut short are violations, after which nothing more may be read.
  Item next();

 private:
  Item next_terminated();
  Item next_counted();
  Item take(std::size_t before, std::size_t size, std::size_t after);

  Batching batching_;
  std::string batch_;
  std::string_view rest_;
  bool is_fresh_ = false;  // nothing has been taken of it
};

}  // namespace deskgate::gateway::net
