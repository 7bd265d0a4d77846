// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "tests/router/octets.hpp"

#include <gtest/gtest.h>

namespace deskgate::router {
namespace {

constexpr std::string_view all_digits = "0123456789abcdef";

}  // namespace

std::string hex(std::string_view digits) {
  std::string octets;
  unsigned high = 16;
  for (const char digit : digits) {
    if (digit == ' ') continue;
    const auto number = static_cast<unsigned>(all_digits.find(digit));
    if (high == 16) {
      high = number;
    } else {
      octets += static_cast<char>(high << 4 | number);
      high = 16;
    }
  }
  return octets;
}

std::string to_hex(std::string_view octets) {
  std::string digits;
  for (const char octet : octets) {
    digits += all_digits[static_cast<unsigned char>(octet) >> 4];
    digits += all_digits[static_cast<unsigned char>(octet) & 0xF];
  }
  return digits;
}

std::string decoded(const Serializer& serializer, std::string_view digits) {
  const auto value = serializer.decode_value(hex(digits));
  if (!value) return "error: " + value.error().message;
  if (!value->is_binary()) return value->dump();
  const auto& octets = value->get_binary();
  return "binary " + to_hex({reinterpret_cast<const char*>(octets.data()), octets.size()});
}

std::string encoded(const Serializer& serializer, const Value& value) {
  std::string octets;
  EXPECT_TRUE(serializer.encode_value(value, octets));
  return to_hex(octets);
}

std::string repeated(std::string_view text, int count) {
  std::string all;
  while (count-- > 0) all += text;
  return all;
}

}  // namespace deskgate::router
