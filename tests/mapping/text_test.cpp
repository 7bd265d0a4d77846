// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/text.hpp"

#include <gtest/gtest.h>

namespace deskgate::mapping {
namespace {

// Something between plain octets: it is found wherever it stands.
class Placed : public testing::TestWithParam<std::size_t> {
 protected:
  static std::string around(std::string_view middle) {
    return std::string(GetParam(), 'a') + std::string(middle) + std::string(20 - GetParam(), 'z');
  }
};

INSTANTIATE_TEST_SUITE_P(Text, Placed, testing::Range<std::size_t>(0, 21));

TEST_P(Placed, ANulIsNoTextOfTheBus) {
  const auto text = around(std::string_view("\0", 1));
  EXPECT_TRUE(is_utf8(text));
  EXPECT_EQ(bus_text_fault(text), "it must not contain U+0000");
}

TEST_P(Placed, ANulBehindHighOctetsIsFound) {
  EXPECT_EQ(bus_text_fault(around(std::string_view("\u00e4\0", 3))), "it must not contain U+0000");
}

TEST_P(Placed, ALoneContinuationIsNoUtf8) {
  EXPECT_FALSE(is_utf8(around("\x80")));
  EXPECT_EQ(bus_text_fault(around("\x80")), "it must be UTF-8");
}

TEST_P(Placed, ANoncharacterIsNoTextOfTheBus) {
  EXPECT_TRUE(is_utf8(around("\uFFFF")));
  EXPECT_EQ(bus_text_fault(around("\uFFFF")), "it must not contain a noncharacter such as U+FFFF");
}

TEST_P(Placed, CharactersOfEveryLengthAreText) {
  const auto text = around("\x01\x7f\u00e4\u20ac\U0001F600");
  EXPECT_TRUE(is_utf8(text));
  EXPECT_EQ(bus_text_fault(text), std::nullopt);
}

}  // namespace
}  // namespace deskgate::mapping
