// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace deskgate::router {

// Appends MessagePack, each value in the shortest form of its type. A float is never written as an
// integer, nor an integer as a float.
class MsgpackWriter {
 public:
  explicit MsgpackWriter(std::string& out) : out_(out) {}

  void null() { octet(0xC0); }
  void boolean(bool value) { octet(value ? 0xC3 : 0xC2); }
  void natural(std::uint64_t value);
  void negative(std::int64_t value);
  void real(double value);
  void text(std::string_view value);
  void binary(std::string_view value);
  void list(std::size_t elements);
  void dictionary(std::size_t members);
  void encoded(std::string_view value) { out_ += value; }

 private:
  void octet(unsigned value) { out_ += static_cast<char>(value); }
  void number(unsigned type, std::uint64_t value, unsigned width);

  std::string& out_;
};

}  // namespace deskgate::router
