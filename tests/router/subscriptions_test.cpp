// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/subscriptions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace deskgate::router {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::SizeIs;

constexpr SessionId alice{11};
constexpr SessionId bob{12};

class SubscriptionsTest : public testing::Test {
 protected:
  ~SubscriptionsTest() override { EXPECT_TRUE(subscriptions.invariant()); }
  Subscriptions subscriptions;
};

TEST_F(SubscriptionsTest, GiveAllHoldersTheSameId) {
  const auto id = subscriptions.add({alice}, "a.b", Match::exact, {}).id;
  EXPECT_EQ(subscriptions.add({bob}, "a.b", Match::exact, {}).id, id);
  EXPECT_THAT(subscriptions.find("a.b", Match::exact)->holders,
              ElementsAre(Field(&Holder::session, alice), Field(&Holder::session, bob)));
}

TEST_F(SubscriptionsTest, AreTheSameWhenHeldAgain) {
  const auto id = subscriptions.add({alice}, "a.b", Match::exact, {}).id;
  EXPECT_EQ(subscriptions.add({alice}, "a.b", Match::exact, {}).id, id);
  EXPECT_EQ(subscriptions.count(alice), 1U);
}

TEST_F(SubscriptionsTest, DifferByMatch) {
  const auto exact = subscriptions.add({alice}, "a.b", Match::exact, {}).id;
  EXPECT_NE(subscriptions.add({alice}, "a.b", Match::prefix, {}).id, exact);
  EXPECT_EQ(subscriptions.count(alice), 2U);
}

TEST_F(SubscriptionsTest, EndWithTheirLastHolder) {
  const auto id = subscriptions.add({alice}, "a.b", Match::exact, {}).id;
  subscriptions.add({bob}, "a.b", Match::exact, {});
  EXPECT_FALSE(subscriptions.remove(alice, id).has_ended);
  EXPECT_TRUE(subscriptions.remove(bob, id).has_ended);
  EXPECT_EQ(subscriptions.find(id), nullptr);
}

TEST_F(SubscriptionsTest, AreHeldByWhoAddedThemOnly) {
  const auto id = subscriptions.add({alice}, "a.b", Match::exact, {}).id;
  EXPECT_TRUE(subscriptions.is_holder(alice, id));
  EXPECT_FALSE(subscriptions.is_holder(bob, id));
}

TEST_F(SubscriptionsTest, EndWithASessionThatAloneHeldThem) {
  subscriptions.add({alice}, "a.b", Match::exact, {});
  subscriptions.add({alice}, "a.", Match::wildcard, {});
  subscriptions.add({bob}, "a.b", Match::exact, {});
  const auto left = subscriptions.forget(alice);
  ASSERT_THAT(left, SizeIs(2));
  EXPECT_EQ(left[0].topic, "a.b");
  EXPECT_FALSE(left[0].has_ended);
  EXPECT_EQ(left[1].topic, "a.");
  EXPECT_TRUE(left[1].has_ended);
  EXPECT_EQ(subscriptions.count(alice), 0U);
}

TEST_F(SubscriptionsTest, NeverReuseAnId) {
  const auto id = subscriptions.add({alice}, "a.b", Match::exact, {}).id;
  subscriptions.forget(alice);
  EXPECT_NE(subscriptions.add({alice}, "a.b", Match::exact, {}).id, id);
}

TEST_F(SubscriptionsTest, StayWithoutHoldersWhereTheyAreKept) {
  const auto id = subscriptions.keep("a.b", Match::exact, {}).id;
  EXPECT_EQ(subscriptions.add({alice}, "a.b", Match::exact, {}).id, id);
  const auto left = subscriptions.remove(alice, id);
  EXPECT_TRUE(left.was_last);
  EXPECT_FALSE(left.has_ended);
  EXPECT_EQ(subscriptions.find("a.b", Match::exact)->id, id);
  EXPECT_TRUE(subscriptions.is_empty());
}

TEST_F(SubscriptionsTest, MeanATopicWhileSomebodyHoldsThem) {
  subscriptions.add({alice}, "a.", Match::prefix, {});
  EXPECT_TRUE(subscriptions.has_match("a.b"));
  subscriptions.forget(alice);
  EXPECT_FALSE(subscriptions.has_match("a.b"));
}

}  // namespace
}  // namespace deskgate::router
