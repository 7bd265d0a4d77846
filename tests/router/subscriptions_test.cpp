// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/subscriptions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace deskgate::router {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

constexpr SessionId alice{11};
constexpr SessionId bob{12};

class SubscriptionsTest : public testing::Test {
 protected:
  ~SubscriptionsTest() override { EXPECT_TRUE(subscriptions.invariant()); }
  Subscriptions subscriptions;
};

TEST_F(SubscriptionsTest, GiveAllHoldersTheSameId) {
  const auto id = subscriptions.add(alice, "a.b", Match::exact, {}).id;
  EXPECT_EQ(subscriptions.add(bob, "a.b", Match::exact, {}).id, id);
  EXPECT_THAT(subscriptions.find("a.b", Match::exact)->holders, ElementsAre(alice, bob));
}

TEST_F(SubscriptionsTest, AreTheSameWhenHeldAgain) {
  const auto id = subscriptions.add(alice, "a.b", Match::exact, {}).id;
  EXPECT_EQ(subscriptions.add(alice, "a.b", Match::exact, {}).id, id);
  EXPECT_EQ(subscriptions.count(alice), 1U);
}

TEST_F(SubscriptionsTest, DifferByMatch) {
  const auto exact = subscriptions.add(alice, "a.b", Match::exact, {}).id;
  EXPECT_NE(subscriptions.add(alice, "a.b", Match::prefix, {}).id, exact);
  EXPECT_EQ(subscriptions.count(alice), 2U);
}

TEST_F(SubscriptionsTest, EndWithTheirLastHolder) {
  const auto id = subscriptions.add(alice, "a.b", Match::exact, {}).id;
  subscriptions.add(bob, "a.b", Match::exact, {});
  EXPECT_FALSE(subscriptions.remove(alice, id));
  EXPECT_TRUE(subscriptions.remove(bob, id));
  EXPECT_TRUE(subscriptions.is_empty());
}

TEST_F(SubscriptionsTest, AreHeldByWhoAddedThemOnly) {
  const auto id = subscriptions.add(alice, "a.b", Match::exact, {}).id;
  EXPECT_TRUE(subscriptions.is_holder(alice, id));
  EXPECT_FALSE(subscriptions.is_holder(bob, id));
}

TEST_F(SubscriptionsTest, EndWithASessionThatAloneHeldThem) {
  subscriptions.add(alice, "a.b", Match::exact, {});
  subscriptions.add(alice, "a.", Match::wildcard, {});
  subscriptions.add(bob, "a.b", Match::exact, {});
  const auto ended = subscriptions.forget(alice);
  ASSERT_THAT(ended, SizeIs(1));
  EXPECT_EQ(ended[0].topic, "a.");
  EXPECT_EQ(subscriptions.count(alice), 0U);
}

TEST_F(SubscriptionsTest, NeverReuseAnId) {
  const auto id = subscriptions.add(alice, "a.b", Match::exact, {}).id;
  subscriptions.forget(alice);
  EXPECT_NE(subscriptions.add(alice, "a.b", Match::exact, {}).id, id);
}

}  // namespace
}  // namespace deskgate::router
