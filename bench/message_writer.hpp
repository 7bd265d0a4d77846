// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Writes WAMP messages element by element, in JSON or MessagePack. It trusts its caller: texts hold
// nothing that JSON escapes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "bench/target.hpp"

namespace deskgate::bench {

// Appends to a string that outlives it. Every list and dict is closed by end().
class MessageWriter {
 public:
  MessageWriter(Codec codec, std::string& out) : codec_(codec), out_(out) {}

  MessageWriter& list(std::size_t size);
  MessageWriter& dict(std::size_t size);
  MessageWriter& end_list();
  MessageWriter& end_dict();
  MessageWriter& key(std::string_view text);
  MessageWriter& number(std::uint64_t value);
  MessageWriter& text(std::string_view value);
  MessageWriter& flag(bool value);
  MessageWriter& no_dict() { return dict(0).end_dict(); }

 private:
  void separate();
  void big_endian(std::uint64_t value, std::size_t octets);

  Codec codec_;
  std::string& out_;
};

// The first elements of a received message, where they are integers.
struct MessageHead {
  unsigned code = 0;
  std::uint64_t first = 0;
  std::uint64_t second = 0;
};

MessageHead read_message_head(Codec codec, std::string_view message);

}  // namespace deskgate::bench
