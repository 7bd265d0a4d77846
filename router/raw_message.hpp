// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A received message as a serializer's walk leaves it: well-formed, its elements found, nothing
// made of them yet.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace deskgate::router {

// The types that an element can have on the wire. An extension is what a format adds to those of
// WAMP: forwarded, but without a value here.
enum class Kind { null, boolean, integer, floating, text, binary, list, dictionary, extension };

// With its article: "a list".
std::string_view to_string(Kind kind);

// One element. `octets` is its complete encoding.
struct RawField {
  Kind kind = Kind::null;
  std::string_view octets{};
  std::size_t members = 0;    // of all dictionaries in it, at every depth; repeated keys count each
  bool has_text_keys = true;  // in all of these
};

// The elements of the outermost list. No message has more than `capacity`; of a longer list only
// the first ones are kept, but all are counted.
struct RawMessage {
  static constexpr std::size_t capacity = 7;
  std::array<RawField, capacity> fields{};
  std::size_t count = 0;
};

}  // namespace deskgate::router
