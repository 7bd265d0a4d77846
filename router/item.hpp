// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What MessagePack and CBOR have in common: a value is an item that says its type and its length
// first, and a container is an item that says how many items follow.
#pragma once

#include <cstdint>
#include <string_view>

#include "router/raw_message.hpp"

namespace deskgate::router {

// One item: a whole scalar, or the beginning of a container.
struct Item {
  Kind kind = Kind::null;
  bool truth = false;         // of a boolean
  bool is_negative = false;   // of an integer: its value is -1 - number
  bool is_undefined = false;  // of a null: JavaScript's encoders write it for a missing member
  bool is_endless = false;    // of a container: an end mark stands behind its last item
  std::uint64_t number = 0;   // of an integer; of a container that is not endless, its items
  double real = 0;            // of a float
  std::string_view octets{};  // of a string or binary; for an extension, what it is
};

// The octets of one encoded text and the position in them. Each function moves past what it takes;
// false: `fault` says what is wrong at `offset`. No length is believed before it has been compared
// with what is left.
class OctetReader {
 public:
  explicit OctetReader(std::string_view octets)
      : begin_(octets.data()), at_(begin_), end_(begin_ + octets.size()) {}

  std::size_t offset() const { return static_cast<std::size_t>(at_ - begin_); }
  std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }
  const char* here() const { return at_; }
  const char* fault() const { return fault_; }

  bool fail(const char* fault) {
    fault_ = fault;
    return false;
  }

  bool take(std::uint8_t& octet) {
    if (at_ == end_) return fail("a value is missing");
    octet = static_cast<std::uint8_t>(*at_++);
    return true;
  }

  // The next octet only if it is this one; not taking it is no fault.
  bool take_if(std::uint8_t octet) {
    if (at_ == end_ || static_cast<std::uint8_t>(*at_) != octet) return false;
    ++at_;
    return true;
  }

  // `width` octets, the most significant first.
  bool take_number(std::size_t width, std::uint64_t& number) {
    if (width > left()) return fail("a number is cut short");
    number = 0;
    for (; width > 0; --width) number = number << 8 | static_cast<std::uint8_t>(*at_++);
    return true;
  }

  bool take_octets(std::uint64_t length, std::string_view& octets) {
    if (length > left()) return fail("a string is longer than what is left");
    octets = {at_, static_cast<std::size_t>(length)};
    at_ += length;
    return true;
  }

 private:
  const char* begin_;
  const char* at_;
  const char* end_;
  const char* fault_ = nullptr;
};

}  // namespace deskgate::router
