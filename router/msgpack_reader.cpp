// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/msgpack_reader.hpp"

#include <bit>

#include "router/utf8.hpp"

namespace deskgate::router {

bool MsgpackReader::next(Item& item) {
  std::uint8_t type = 0;
  if (!take(type)) return false;
  item = {};
  if (type <= 0x7F || type >= 0xE0) {  // the octet is the number, in two's complement
    item.kind = Kind::integer;
    item.is_negative = type >= 0xE0;
    item.number = item.is_negative ? 0xFFU - type : type;
    return true;
  }
  if (type <= 0x8F) return container(Kind::dictionary, type & 0x0FU, item);
  if (type <= 0x9F) return container(Kind::list, type & 0x0FU, item);
  if (type <= 0xBF) return text(type & 0x1FU, item);
  switch (type) {
    case 0xC0:
      return true;
    case 0xC1:
      return fail("0xC1 is no type of MessagePack");
    case 0xC2:
    case 0xC3:
      item.kind = Kind::boolean;
      item.truth = type == 0xC3;
      return true;
    case 0xCA:
    case 0xCB:
      return floating(type == 0xCA ? 4 : 8, item);
    default:
      return sized(type, item);
  }
}

// The types whose octet is followed by a number: an integer itself, or a length.
bool MsgpackReader::sized(std::uint8_t type, Item& item) {
  if (type >= 0xCC && type <= 0xCF) return integer(std::size_t{1} << (type - 0xCC), false, item);
  if (type >= 0xD0 && type <= 0xD3) return integer(std::size_t{1} << (type - 0xD0), true, item);
  if (type >= 0xD4 && type <= 0xD8) return extension(std::uint64_t{1} << (type - 0xD4), item);
  const auto read_length = [&](unsigned first, unsigned width, std::uint64_t& length) {
    return take_number(std::size_t{width} << (type - first), length);
  };
  std::uint64_t length = 0;
  if (type <= 0xC6) return read_length(0xC4, 1, length) && binary(length, item);
  if (type <= 0xC9) return read_length(0xC7, 1, length) && extension(length, item);
  if (type <= 0xDB) return read_length(0xD9, 1, length) && text(length, item);
  if (type <= 0xDD) return read_length(0xDC, 2, length) && container(Kind::list, length, item);
  return read_length(0xDE, 2, length) && container(Kind::dictionary, length, item);
}

bool MsgpackReader::integer(std::size_t width, bool is_signed, Item& item) {
  item.kind = Kind::integer;
  if (!take_number(width, item.number)) return false;
  const auto unused_bits = 64 - 8 * width;
  item.is_negative = is_signed && ((item.number << unused_bits) >> 63) != 0;
  if (item.is_negative) item.number = (~item.number << unused_bits) >> unused_bits;
  return true;
}

bool MsgpackReader::floating(std::size_t width, Item& item) {
  item.kind = Kind::floating;
  std::uint64_t bits = 0;
  if (!take_number(width, bits)) return false;
  item.real = width == 8 ? std::bit_cast<double>(bits)
                         : double{std::bit_cast<float>(static_cast<std::uint32_t>(bits))};
  return true;
}

bool MsgpackReader::text(std::uint64_t length, Item& item) {
  item.kind = Kind::text;
  if (!take_octets(length, item.octets)) return false;
  return is_utf8(item.octets) || fail("a string is not UTF-8; octets travel as bin");
}

bool MsgpackReader::binary(std::uint64_t length, Item& item) {
  item.kind = Kind::binary;
  return take_octets(length, item.octets);
}

bool MsgpackReader::extension(std::uint64_t length, Item& item) {
  std::uint8_t type = 0;
  if (!take(type) || !take_octets(length, item.octets)) return false;
  item.is_undefined = type == 0 && item.octets == std::string_view("\0", 1);  // msgpackr's
  if (item.is_undefined) return true;
  item.kind = Kind::extension;
  item.octets = "a MessagePack extension type";
  return true;
}

bool MsgpackReader::container(Kind kind, std::uint64_t length, Item& item) {
  const std::uint64_t items_each = kind == Kind::list ? 1 : 2;
  if (length > left() / items_each) return fail("a container has more items than octets are left");
  item.kind = kind;
  item.number = length * items_each;
  return true;
}

}  // namespace deskgate::router
