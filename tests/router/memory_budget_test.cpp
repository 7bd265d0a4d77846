// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/memory_budget.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "router/history.hpp"
#include "router/retained.hpp"

namespace deskgate::router {
namespace {

constexpr auto most = std::numeric_limits<std::size_t>::max();

Publication event(const std::string& topic, const std::string& text = "x") {
  return {PublicationId{1}, topic, {}, Payload(Value::array({text})), {}};
}

std::shared_ptr<const Publication> past(const std::string& text = "x") {
  return std::make_shared<const Publication>(event("a.b", text));
}

TEST(MemoryBudgetTest, TakesWhatFitsAndNotOneMore) {
  MemoryBudget budget(10);
  MemoryAccount account(&budget);
  EXPECT_TRUE(account.grow(4));
  EXPECT_TRUE(account.grow(6));
  EXPECT_FALSE(account.grow(1));
  EXPECT_EQ(budget.used(), 10U);
  EXPECT_EQ(account.octets(), 10U);
}

TEST(MemoryBudgetTest, NoNumberIsSoLargeThatItFitsAgain) {
  MemoryBudget budget(10);
  MemoryAccount account(&budget);
  ASSERT_TRUE(account.grow(5));
  EXPECT_FALSE(account.grow(most));
  EXPECT_FALSE(account.grow(most - 4));
  EXPECT_EQ(budget.used(), 5U);
}

TEST(MemoryBudgetTest, GetsBackWhatAnAccountGivesAndWhatItHadWhenItEnds) {
  MemoryBudget budget(10);
  {
    MemoryAccount account(&budget);
    ASSERT_TRUE(account.grow(10));
    account.shrink(3);
    EXPECT_EQ(budget.used(), 7U);
  }
  EXPECT_EQ(budget.used(), 0U);
}

TEST(MemoryBudgetTest, APartCountsInTheWholeAndIsBoundedByBoth) {
  MemoryBudget whole(10);
  MemoryBudget part(5, &whole);
  MemoryAccount in_part(&part);
  MemoryAccount in_whole(&whole);
  EXPECT_FALSE(in_part.grow(6));
  EXPECT_TRUE(in_part.grow(3));
  EXPECT_TRUE(in_whole.grow(7));
  EXPECT_FALSE(in_part.grow(1));
  EXPECT_EQ(part.used(), 3U);
}

TEST(MemoryBudgetTest, RetentionIsRefusedWhereItIsUsedUpAndGoesOnWhenThereIsRoom) {
  MemoryBudget budget(2 * event("a").footprint());
  RetainedEvents retained(10, most, &budget);
  EXPECT_TRUE(retained.store(event("a"), {}));
  EXPECT_TRUE(retained.store(event("b"), {}));
  EXPECT_EQ(retained.store(event("c"), {}).error().uri, "wamp.error.unavailable");
  EXPECT_TRUE(retained.store(event("a"), {}));
  retained.forget("b");
  EXPECT_TRUE(retained.store(event("c"), {}));
  EXPECT_TRUE(retained.invariant());
  EXPECT_EQ(budget.used(), 2 * event("a").footprint());
}

TEST(MemoryBudgetTest, AHistoryDropsItsOldestEventsForANewOne) {
  MemoryBudget budget(2 * past()->footprint());
  Histories histories(most, &budget);
  histories.open(SubscriptionId{1}, 10);
  histories.add(SubscriptionId{1}, past("1"), {});
  histories.add(SubscriptionId{1}, past("2"), {});
  histories.add(SubscriptionId{1}, past("3"), {});
  EXPECT_EQ(histories.of(SubscriptionId{1})->size(), 2U);
  EXPECT_TRUE(histories.invariant());
}

TEST(MemoryBudgetTest, AHistoryDropsNothingForAnEventThatWouldNotFitAllTheSame) {
  MemoryBudget budget(2 * past()->footprint());
  MemoryAccount other(&budget);
  ASSERT_TRUE(other.grow(past()->footprint()));
  Histories histories(most, &budget);
  histories.open(SubscriptionId{1}, 10);
  histories.add(SubscriptionId{1}, past("1"), {});
  histories.add(SubscriptionId{1}, past(std::string(1000, 'x')), {});
  EXPECT_EQ(histories.of(SubscriptionId{1})->size(), 1U);
  EXPECT_TRUE(histories.invariant());
}

}  // namespace
}  // namespace deskgate::router
