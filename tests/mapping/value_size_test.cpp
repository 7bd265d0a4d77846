// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What is too long for a D-Bus message is refused before a message is made.
#include <gtest/gtest.h>

#include "tests/mapping/plain_message.hpp"

namespace deskgate::mapping {
namespace {

using nlohmann::json;

constexpr std::size_t array_limit = std::size_t{64} << 20U;  // D-Bus' own

std::string too_long(const std::string& place) {
  return place + ": the arguments take more than 32505856 octets, the most that is sent to a " +
         "D-Bus service";
}

json one(json value) {
  return json::array({std::move(value)});
}

json octets(std::size_t count) {
  return json::binary(std::vector<std::uint8_t>(count));
}

TEST(ValueSizeTest, TakesArgumentsUpToTheLimit) {
  EXPECT_EQ(test::refusal("ay", one(octets(largest_body - 4))), "");
  EXPECT_EQ(test::refusal("ay", one(octets(largest_body - 3))), too_long("argument 1"));
}

TEST(ValueSizeTest, RefusesAnArrayLongerThanDBusAllows) {
  EXPECT_EQ(test::refusal("ay", one(octets(array_limit + 1))), too_long("argument 1"));
}

// Binary after which so many octets are left.
json all_but(std::size_t rest) {
  return octets(largest_body - 4 - rest);
}

TEST(ValueSizeTest, CountsTheLengthAndTheNulOfAText) {
  EXPECT_EQ(test::refusal("ays", json::array({all_but(12), "seven.."})), "");
  EXPECT_EQ(test::refusal("ays", json::array({all_but(12), "eight..."})), too_long("argument 2"));
}

TEST(ValueSizeTest, CountsTheOctetsThatAlignAnElement) {
  EXPECT_EQ(test::refusal("ayax", json::array({all_but(24), {1, 2}})), "");
  EXPECT_EQ(test::refusal("ayax", json::array({all_but(24), {1, 2, 3}})),
            too_long("argument 2, element 3"));
}

TEST(ValueSizeTest, CountsTheTypeInAVariant) {
  EXPECT_EQ(test::refusal("ayv", json::array({all_but(7), 1})), "");
  EXPECT_EQ(test::refusal("ayv", json::array({all_but(6), 1})), too_long("argument 2"));
}

TEST(ValueSizeTest, CountsTheOctetsBetweenStructs) {
  EXPECT_EQ(test::refusal("aya(y)", json::array({all_but(20), {{1}, {2}}})), "");
  EXPECT_EQ(test::refusal("aya(y)", json::array({all_but(19), {{1}, {2}}})),
            too_long("argument 2, element 2, field 1"));
}

TEST(ValueSizeTest, CountsAllArgumentsTogether) {
  const auto half = octets(largest_body / 2);
  EXPECT_EQ(test::refusal("ayay", json::array({half, half})), too_long("argument 2"));
}

}  // namespace
}  // namespace deskgate::mapping
