// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include "router/item.hpp"

namespace deskgate::router {

// Reads MessagePack items (specification of 2013: strings are UTF-8, octets are bin).
class MsgpackReader : public OctetReader {
 public:
  using OctetReader::OctetReader;

  bool next(Item& item);
  bool take_end() { return false; }  // every container says its length

 private:
  bool sized(std::uint8_t type, Item& item);
  bool integer(std::size_t width, bool is_signed, Item& item);
  bool floating(std::size_t width, Item& item);
  bool text(std::uint64_t length, Item& item);
  bool binary(std::uint64_t length, Item& item);
  bool extension(std::uint64_t length, Item& item);
  bool container(Kind kind, std::uint64_t length, Item& item);
};

}  // namespace deskgate::router
