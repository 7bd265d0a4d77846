// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/random_bits.hpp"

#include <gtest/gtest.h>

#include <set>

namespace deskgate::gateway {
namespace {

TEST(RandomBits, AreNeverHandedOutTwice) {
  RandomBits bits;
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 10'000; ++i) seen.insert(bits());
  EXPECT_EQ(seen.size(), 10'000U);
}

TEST(RandomBits, AreNotSharedWithACopy) {
  RandomBits bits;
  bits();
  RandomBits copy = bits;
  EXPECT_NE(bits(), copy());
}

}  // namespace
}  // namespace deskgate::gateway
