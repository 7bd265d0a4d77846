// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/pending_replies.hpp"

#include <gmock/gmock.h>

namespace deskgate::gateway::bus {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using Time = std::chrono::steady_clock::time_point;

constexpr Time start{};

ObservedCall call(const std::string& caller, std::uint64_t serial, std::size_t octets = 1) {
  return {caller, serial, ":1.5", 1, nlohmann::json::array(), octets, start + seconds(30)};
}

std::vector<std::uint64_t> serials(const PendingReplies::Calls& calls) {
  std::vector<std::uint64_t> serials;
  for (const auto& each : calls) serials.push_back(each.serial);
  return serials;
}

TEST(PendingRepliesTest, ACallIsAnsweredOnce) {
  PendingReplies pending;
  EXPECT_THAT(pending.add(call(":1.1", 7)), IsEmpty());
  EXPECT_THAT(serials(pending.take_answered(":1.1", 7, ":1.5")), ElementsAre(7));
  EXPECT_THAT(pending.take_answered(":1.1", 7, ":1.5"), IsEmpty());
}

TEST(PendingRepliesTest, ASerialIsItsCallersOwn) {
  PendingReplies pending;
  pending.add(call(":1.1", 7));
  EXPECT_THAT(pending.take_answered(":1.2", 7, ":1.5"), IsEmpty());
  EXPECT_THAT(pending.take_answered(":1.1", 8, ":1.5"), IsEmpty());
}

TEST(PendingRepliesTest, OnlyWhoWasCalledAnswersOrTheBus) {
  PendingReplies pending;
  pending.add(call(":1.1", 7));
  pending.add(call(":1.1", 8));
  EXPECT_THAT(pending.take_answered(":1.1", 7, ":1.6"), IsEmpty());
  EXPECT_THAT(serials(pending.take_answered(":1.1", 7, ":1.5")), ElementsAre(7));
  EXPECT_THAT(serials(pending.take_answered(":1.1", 8, std::nullopt)), ElementsAre(8));
}

TEST(PendingRepliesTest, TheOldestGivesWayToOneTooMany) {
  PendingReplies pending;
  for (std::uint64_t serial = 1; serial <= PendingReplies::most_calls; ++serial) {
    EXPECT_THAT(pending.add(call(":1.1", serial)), IsEmpty());
  }
  EXPECT_THAT(serials(pending.add(call(":1.1", 5000))), ElementsAre(1));
}

TEST(PendingRepliesTest, AsManyGiveWayAsTheOctetsOfANewOneNeed) {
  PendingReplies pending;
  const auto half = PendingReplies::most_octets / 2;
  pending.add(call(":1.1", 1, half));
  pending.add(call(":1.1", 2, half));
  EXPECT_THAT(serials(pending.add(call(":1.1", 3, half + 1))), ElementsAre(1, 2));
}

TEST(PendingRepliesTest, OneThatIsTooLargeByItselfDoesNotWait) {
  PendingReplies pending;
  const auto given = pending.add(call(":1.1", 1, PendingReplies::most_octets + 1));
  EXPECT_THAT(serials(given), ElementsAre(1));
  EXPECT_FALSE(pending.next_deadline().has_value());
}

TEST(PendingRepliesTest, TheWaitEnds) {
  PendingReplies pending;
  pending.add(call(":1.1", 1));
  EXPECT_EQ(pending.next_deadline(), start + seconds(30));
  EXPECT_THAT(pending.take_expired(start + seconds(29)), IsEmpty());
  EXPECT_THAT(serials(pending.take_expired(start + seconds(30))), ElementsAre(1));
}

TEST(PendingRepliesTest, WhoLeavesTakesItsCallsAndThoseToItAlong) {
  PendingReplies pending;
  pending.add(call(":1.1", 1));
  pending.add(call(":1.2", 2));
  EXPECT_THAT(serials(pending.take_left(":1.1")), ElementsAre(1));
  EXPECT_THAT(serials(pending.take_left(":1.5")), ElementsAre(2));
}

}  // namespace
}  // namespace deskgate::gateway::bus
