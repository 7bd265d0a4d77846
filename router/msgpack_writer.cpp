// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/msgpack_writer.hpp"

#include <bit>

namespace deskgate::router {

void MsgpackWriter::natural(std::uint64_t value) {
  if (value <= 0x7F) return octet(static_cast<unsigned>(value));
  if (value <= 0xFF) return number(0xCC, value, 1);
  if (value <= 0xFFFF) return number(0xCD, value, 2);
  if (value <= 0xFFFFFFFF) return number(0xCE, value, 4);
  number(0xCF, value, 8);
}

void MsgpackWriter::negative(std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  if (value >= -0x20) return octet(static_cast<unsigned>(bits & 0xFF));
  if (value >= -0x80) return number(0xD0, bits, 1);
  if (value >= -0x8000) return number(0xD1, bits, 2);
  if (value >= -0x80000000LL) return number(0xD2, bits, 4);
  number(0xD3, bits, 8);
}

void MsgpackWriter::real(double value) {
  number(0xCB, std::bit_cast<std::uint64_t>(value), 8);
}

void MsgpackWriter::text(std::string_view value) {
  if (value.size() <= 0x1F) {
    octet(0xA0U | static_cast<unsigned>(value.size()));
  } else if (value.size() <= 0xFF) {
    number(0xD9, value.size(), 1);
  } else if (value.size() <= 0xFFFF) {
    number(0xDA, value.size(), 2);
  } else {
    number(0xDB, value.size(), 4);
  }
  out_ += value;
}

void MsgpackWriter::binary(std::string_view value) {
  if (value.size() <= 0xFF) {
    number(0xC4, value.size(), 1);
  } else if (value.size() <= 0xFFFF) {
    number(0xC5, value.size(), 2);
  } else {
    number(0xC6, value.size(), 4);
  }
  out_ += value;
}

void MsgpackWriter::list(std::size_t elements) {
  if (elements <= 0xF) return octet(0x90U | static_cast<unsigned>(elements));
  if (elements <= 0xFFFF) return number(0xDC, elements, 2);
  number(0xDD, elements, 4);
}

void MsgpackWriter::dictionary(std::size_t members) {
  if (members <= 0xF) return octet(0x80U | static_cast<unsigned>(members));
  if (members <= 0xFFFF) return number(0xDE, members, 2);
  number(0xDF, members, 4);
}

void MsgpackWriter::number(unsigned type, std::uint64_t value, unsigned width) {
  octet(type);
  while (width-- > 0) octet(static_cast<unsigned>(value >> (8 * width) & 0xFF));
}

}  // namespace deskgate::router
