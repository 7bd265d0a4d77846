// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/history.hpp"

#include <gtest/gtest.h>

namespace deskgate::router {
namespace {

constexpr SubscriptionId one{1};
constexpr SubscriptionId other{2};

std::shared_ptr<const Publication> publication(std::uint64_t id) {
  return std::make_shared<const Publication>(Publication{PublicationId{id}, "a.b"});
}

std::vector<std::uint64_t> ids_of(const Histories& histories, SubscriptionId subscription) {
  std::vector<std::uint64_t> ids;
  for (const auto& event : *histories.of(subscription)) ids.push_back(event.publication->id.value);
  return ids;
}

using Ids = std::vector<std::uint64_t>;

TEST(Histories, AreThereOnlyWhereTheyAreOpened) {
  Histories histories;
  histories.open(one, 2);
  EXPECT_EQ(ids_of(histories, one), Ids{});
  EXPECT_EQ(histories.of(other), nullptr);
}

TEST(Histories, KeepTheLatestUpToTheirLimit) {
  Histories histories;
  histories.open(one, 2);
  histories.add(one, publication(31), {});
  histories.add(one, publication(12), {});
  histories.add(one, publication(23), {});
  EXPECT_EQ(ids_of(histories, one), (Ids{12, 23}));
  EXPECT_TRUE(histories.invariant());
}

TEST(Histories, KeepNothingWithALimitOfNone) {
  Histories histories;
  histories.open(one, 0);
  histories.add(one, publication(1), {});
  EXPECT_EQ(ids_of(histories, one), Ids{});
  EXPECT_TRUE(histories.invariant());
}

TEST(Histories, DropTheOldestOfAllWhenTheirOctetsAreUsedUp) {
  Histories histories(3 * publication(1)->footprint());
  histories.open(one, 10);
  histories.open(other, 10);
  histories.add(other, publication(1), {});
  histories.add(one, publication(2), {});
  histories.add(one, publication(3), {});
  histories.add(one, publication(4), {});
  EXPECT_EQ(ids_of(histories, other), Ids{});
  EXPECT_EQ(ids_of(histories, one), (Ids{2, 3, 4}));
  EXPECT_TRUE(histories.invariant());
}

TEST(Histories, DoNotKeepAnEventThatIsTooLargeForAll) {
  Histories histories(publication(1)->footprint() - 1);
  histories.open(one, 10);
  histories.add(one, publication(1), {});
  EXPECT_EQ(ids_of(histories, one), Ids{});
  EXPECT_TRUE(histories.invariant());
}

}  // namespace
}  // namespace deskgate::router
