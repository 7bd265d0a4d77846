// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/interfaces.hpp"

#include <gtest/gtest.h>

#include "tests/net/few_descriptors.hpp"

namespace deskgate::gateway::net::testing {
namespace {

TEST(PrivateAddresses, AreNotNoneWhileTheSystemCannotTellThem) {
  EXPECT_TRUE(find_private_addresses());
  const FewDescriptors none(0);
  EXPECT_FALSE(find_private_addresses());
}

}  // namespace
}  // namespace deskgate::gateway::net::testing
