// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace deskgate::router {

// Appends CBOR of definite length, each number in the shortest form of its type; floats are
// doubles.
class CborWriter {
 public:
  explicit CborWriter(std::string& out) : out_(out) {}

  void null() { out_ += '\xF6'; }
  void boolean(bool value) { out_ += value ? '\xF5' : '\xF4'; }
  void natural(std::uint64_t value) { head(0, value); }
  void negative(std::int64_t value) { head(1, ~static_cast<std::uint64_t>(value)); }
  void real(double value);
  void text(std::string_view value);
  void binary(std::string_view value);
  void list(std::size_t elements) { head(4, elements); }
  void dictionary(std::size_t members) { head(5, members); }
  void encoded(std::string_view value) { out_ += value; }

 private:
  void head(unsigned major, std::uint64_t number);
  void head(unsigned major, unsigned minor, std::uint64_t number);

  std::string& out_;
};

}  // namespace deskgate::router
