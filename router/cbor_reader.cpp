// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/cbor_reader.hpp"

#include <bit>
#include <cmath>
#include <limits>

#include "router/utf8.hpp"

namespace deskgate::router {
namespace {

// The major types (RFC 8949, section 3.1).
enum Major : unsigned { natural, negative, binary, text, list, dictionary, tag, simple_value };

constexpr std::uint64_t no_tag = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t natural_tag = 2;  // a natural number, however large, in a byte string
constexpr std::uint64_t negative_tag = 3;

double read_half(unsigned bits) {
  const auto exponent = static_cast<int>(bits >> 10 & 0x1FU);
  const auto fraction = static_cast<double>(bits & 0x3FFU);
  double value = 0;
  if (exponent == 31) {
    value = fraction == 0 ? std::numeric_limits<double>::infinity()
                          : std::numeric_limits<double>::quiet_NaN();
  } else {
    value = exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(fraction + 1024, exponent - 25);
  }
  return (bits & 0x8000U) != 0 ? -value : value;
}

// Makes of a byte string the integer that it stands for.
void read_large_integer(bool is_negative, Item& item) {
  std::uint64_t number = 0;
  for (const char octet : item.octets) {
    if (number >> 56 != 0) {
      item.kind = Kind::extension;
      item.octets = "an integer beyond 64 bits";
      return;
    }
    number = number << 8 | static_cast<std::uint8_t>(octet);
  }
  item.kind = Kind::integer;
  item.is_negative = is_negative;
  item.number = number;
}

}  // namespace

bool CborReader::next(Item& item) {
  Head head{};
  std::uint64_t innermost_tag = no_tag;
  if (!take_tags(head, innermost_tag)) return false;
  item = {};
  switch (head.major) {
    case natural:
    case negative:
      item.kind = Kind::integer;
      item.is_negative = head.major == negative;
      item.number = head.number;
      return !head.is_endless() || fail("an integer has no length");
    case binary:
    case text:
      if (!string(head, item)) return false;
      if (head.major == binary && (innermost_tag == natural_tag || innermost_tag == negative_tag)) {
        read_large_integer(innermost_tag == negative_tag, item);
      }
      return true;
    case list:
    case dictionary:
      return container(head, item);
    default:
      return simple(head, item);
  }
}

bool CborReader::take(Head& head) {
  std::uint8_t first = 0;
  if (!OctetReader::take(first)) return false;
  const unsigned octet = first;
  head = {octet >> 5, octet & 0x1F, octet & 0x1F};
  if (head.minor < 24 || head.is_endless()) return true;
  if (head.minor > 27) return fail("28 to 30 are no lengths of CBOR");
  return take_number(std::size_t{1} << (head.minor - 24), head.number);
}

bool CborReader::take_tags(Head& head, std::uint64_t& innermost) {
  for (int tags = 0; tags <= max_tags; ++tags) {
    if (!take(head)) return false;
    if (head.major != tag) return true;
    if (head.is_endless()) return fail("a tag has no length");
    innermost = head.number;
  }
  return fail("more than 8 tags on one value");
}

bool CborReader::string(const Head& head, Item& item) {
  item.kind = head.major == text ? Kind::text : Kind::binary;
  return head.is_endless() ? chunks(head.major, item.octets)
                           : chunk(head.major, head.number, item.octets);
}

bool CborReader::chunk(unsigned major, std::uint64_t length, std::string_view& octets) {
  if (!take_octets(length, octets)) return false;
  return major == binary || is_utf8(octets) ||
         fail("a string is not UTF-8; octets travel as a byte string");
}

bool CborReader::chunks(unsigned major, std::string_view& octets) {
  joined_.clear();
  while (!take_end()) {
    Head head{};
    if (!take(head)) return false;
    if (head.major != major || head.is_endless())
      return fail("a string in chunks has a chunk of another type");
    if (!chunk(major, head.number, octets)) return false;
    joined_ += octets;
  }
  octets = joined_;
  return true;
}

bool CborReader::container(const Head& head, Item& item) {
  const std::uint64_t items_each = head.major == list ? 1 : 2;
  item.kind = head.major == list ? Kind::list : Kind::dictionary;
  item.is_endless = head.is_endless();
  if (item.is_endless) return true;
  if (head.number > left() / items_each) {
    return fail("a container has more items than octets are left");
  }
  item.number = head.number * items_each;
  return true;
}

bool CborReader::simple(const Head& head, Item& item) {
  switch (head.minor) {
    case 20:
    case 21:
      item.kind = Kind::boolean;
      item.truth = head.minor == 21;
      return true;
    case 22:
    case 23:
      item.is_undefined = head.minor == 23;
      return true;
    case 24:
      if (head.number < 32) return fail("a simple value in two octets is below 32");
      break;
    case 25:
      item.kind = Kind::floating;
      item.real = read_half(static_cast<unsigned>(head.number));
      return true;
    case 26:
      item.kind = Kind::floating;
      item.real = std::bit_cast<float>(static_cast<std::uint32_t>(head.number));
      return true;
    case 27:
      item.kind = Kind::floating;
      item.real = std::bit_cast<double>(head.number);
      return true;
    case 31:
      return fail("nothing ends here");
    default:
      break;
  }
  item.kind = Kind::extension;
  item.octets = "a simple value of CBOR without a meaning";
  return true;
}

}  // namespace deskgate::router
