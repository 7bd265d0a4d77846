// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/attendance.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace deskgate::router {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Time start{};

Principal who(std::uint64_t session, const std::string& authid,
              const std::string& method = "ticket") {
  return {SessionId{session}, authid, "device", method, "static"};
}

TEST(TokenBucketTest, GivesSoManyAtOnceAndThenOneAtATime) {
  const Rate rate{2, seconds(1)};
  TokenBucket bucket;
  EXPECT_EQ(bucket.take(rate, start), std::nullopt);
  EXPECT_EQ(bucket.take(rate, start), std::nullopt);
  EXPECT_EQ(bucket.take(rate, start), milliseconds(500));
  EXPECT_EQ(bucket.take(rate, start + milliseconds(499)), milliseconds(1));
  EXPECT_EQ(bucket.take(rate, start + milliseconds(500)), std::nullopt);
  EXPECT_EQ(bucket.take(rate, start + milliseconds(500)), milliseconds(500));
}

TEST(TokenBucketTest, HoldsNoMoreThanItsCountHoweverLongNobodyTakes) {
  const Rate rate{2, seconds(1)};
  TokenBucket bucket;
  const auto later = start + std::chrono::hours(1000);
  EXPECT_EQ(bucket.take(rate, later), std::nullopt);
  EXPECT_EQ(bucket.take(rate, later), std::nullopt);
  EXPECT_NE(bucket.take(rate, later), std::nullopt);
}

TEST(TokenBucketTest, WhoIsRefusedUsesNothingUp) {
  const Rate rate{1, seconds(1)};
  TokenBucket bucket;
  bucket.take(rate, start);
  bucket.take(rate, start);
  bucket.take(rate, start);
  EXPECT_EQ(bucket.take(rate, start + seconds(1)), std::nullopt);
}

TEST(AttendanceTest, ForgetsWhoHasLeftWithFullBuckets) {
  Attendance attendance;
  ASSERT_TRUE(attendance.enter(who(1, "phone"), {}, start));
  attendance.leave(who(1, "phone"), start);
  EXPECT_EQ(attendance.size(), 0U);
}

TEST(AttendanceTest, RemembersWhoHasLeftUntilTheBucketsAreFull) {
  const ClientLimits limits{.calls = Rate{2, seconds(1)}};
  Attendance attendance;
  auto* attendee = attendance.enter(who(1, "phone"), limits, start).value();
  EXPECT_EQ(find_haste(*attendee, limits, Action::call, start), std::nullopt);
  attendance.leave(who(1, "phone"), start);
  EXPECT_EQ(attendance.size(), 1U);
  ASSERT_TRUE(attendance.enter(who(2, "phone"), limits, start + seconds(1)));
  attendance.leave(who(2, "phone"), start + seconds(1));
  EXPECT_EQ(attendance.size(), 0U);
}

TEST(AttendanceTest, RemembersNoStranger) {
  const ClientLimits limits{.calls = Rate{2, seconds(1)}};
  Attendance attendance;
  auto* attendee = attendance.enter(who(1, "x", "anonymous"), limits, start).value();
  EXPECT_EQ(find_haste(*attendee, limits, Action::call, start), std::nullopt);
  attendance.leave(who(1, "x", "anonymous"), start);
  EXPECT_EQ(attendance.size(), 0U);
}

TEST(AttendanceTest, TakesNoPairOfRoleAndNameForAnother) {
  const ClientLimits limits{.sessions_per_identity = 1};
  Attendance attendance;
  ASSERT_TRUE(attendance.enter({SessionId{1}, "bc", "a", "ticket", ""}, limits, start));
  EXPECT_TRUE(attendance.enter({SessionId{2}, "c", "ab", "ticket", ""}, limits, start));
  EXPECT_FALSE(attendance.enter({SessionId{3}, "bc", "a", "ticket", ""}, limits, start));
}

TEST(AttendanceTest, TakesNobodyForAStrangerByName) {
  const ClientLimits limits{.sessions_per_identity = 1};
  Attendance attendance;
  ASSERT_TRUE(attendance.enter(who(1, "phone", "anonymous"), limits, start));
  EXPECT_TRUE(attendance.enter(who(2, "phone", "anonymous"), limits, start));
  EXPECT_TRUE(attendance.enter(who(3, "phone"), limits, start));
}

}  // namespace
}  // namespace deskgate::router
