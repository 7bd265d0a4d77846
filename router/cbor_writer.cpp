// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/cbor_writer.hpp"

#include <bit>

namespace deskgate::router {

void CborWriter::real(double value) {
  head(7, 27, std::bit_cast<std::uint64_t>(value));
}

void CborWriter::text(std::string_view value) {
  head(3, value.size());
  out_ += value;
}

void CborWriter::binary(std::string_view value) {
  head(2, value.size());
  out_ += value;
}

void CborWriter::head(unsigned major, std::uint64_t number) {
  if (number < 24) {
    out_ += static_cast<char>(major << 5 | number);
  } else if (number <= 0xFF) {
    head(major, 24, number);
  } else if (number <= 0xFFFF) {
    head(major, 25, number);
  } else if (number <= 0xFFFFFFFF) {
    head(major, 26, number);
  } else {
    head(major, 27, number);
  }
}

// `minor` says how many octets the number has: 1, 2, 4, 8 from 24 on.
void CborWriter::head(unsigned major, unsigned minor, std::uint64_t number) {
  out_ += static_cast<char>(major << 5 | minor);
  for (auto shift = 8U << (minor - 24); shift > 0;) {
    shift -= 8;
    out_ += static_cast<char>(number >> shift & 0xFF);
  }
}

}  // namespace deskgate::router
