// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <string>

#include "router/item.hpp"

namespace deskgate::router {

// Reads CBOR items (RFC 8949), of definite and of indefinite length. Tags are taken with the item
// that they stand before and have no meaning here, but for those of large integers.
class CborReader : public OctetReader {
 public:
  using OctetReader::OctetReader;

  // Each tag is a nesting level to whoever decodes by recursion, so that there is a bound.
  static constexpr int max_tags = 8;

  // The octets of a string in chunks are valid until the next call.
  bool next(Item& item);
  bool take_end() { return take_if(0xFF); }

 private:
  // The first octet of an item, taken apart, and the number that it holds or that follows it.
  struct Head {
    unsigned major;
    unsigned minor;
    std::uint64_t number;
    bool is_endless() const { return minor == 31; }
  };

  bool take(Head& head);
  bool take_tags(Head& head, std::uint64_t& innermost);
  bool string(const Head& head, Item& item);
  bool chunk(unsigned major, std::uint64_t length, std::string_view& octets);
  bool chunks(unsigned major, std::string_view& octets);
  bool container(const Head& head, Item& item);
  bool simple(const Head& head, Item& item);

  std::string joined_;
};

}  // namespace deskgate::router
