// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/id.hpp"

#include <gtest/gtest.h>

namespace deskgate::router {
namespace {

TEST(Ids, ReachFromOneToTwoToThe53) {
  EXPECT_FALSE(is_id(0));
  EXPECT_TRUE(is_id(1));
  EXPECT_TRUE(is_id(9007199254740992));
  EXPECT_FALSE(is_id(9007199254740993));
}

TEST(Ids, AreRandomOverTheirWholeRange) {
  EXPECT_EQ(random_id([] { return std::uint64_t{0}; }), 1U);
  EXPECT_EQ(random_id([] { return ~std::uint64_t{0}; }), 9007199254740992U);
}

TEST(Ids, FollowEachOtherAndStartAgainAfterTheLargest) {
  EXPECT_EQ(next_id(0), 1U);
  EXPECT_EQ(next_id(41), 42U);
  EXPECT_EQ(next_id(9007199254740991), 9007199254740992U);
  EXPECT_EQ(next_id(9007199254740992), 1U);
}

}  // namespace
}  // namespace deskgate::router
