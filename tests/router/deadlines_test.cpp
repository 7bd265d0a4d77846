// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/deadlines.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace deskgate::router {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Time start{};

CallKey call(std::uint64_t request) {
  return {SessionId{1}, RequestId{request}};
}

TEST(DeadlinesTest, AreNoneAtFirst) {
  EXPECT_EQ(Deadlines().next(), std::nullopt);
}

TEST(DeadlinesTest, ExpireWhenTheyAreDueAndNotBefore) {
  Deadlines deadlines;
  Deadline deadline;
  deadlines.set(deadline, call(1), milliseconds(10), start);
  EXPECT_EQ(deadlines.next(), start + milliseconds(10));
  EXPECT_THAT(deadlines.expire(start + milliseconds(9)), IsEmpty());
  EXPECT_THAT(deadlines.expire(start + milliseconds(10)), ElementsAre(call(1)));
  EXPECT_EQ(deadlines.next(), std::nullopt);
}

TEST(DeadlinesTest, ExpireInOrderWhateverTheirLength) {
  Deadlines deadlines;
  Deadline late, early, between;
  deadlines.set(late, call(1), milliseconds(30), start);
  deadlines.set(early, call(2), milliseconds(10), start);
  deadlines.set(between, call(3), milliseconds(10), start + milliseconds(10));
  EXPECT_THAT(deadlines.expire(start + milliseconds(30)), ElementsAre(call(2), call(3), call(1)));
}

TEST(DeadlinesTest, DoNotExpireOnceTheyAreCancelled) {
  Deadlines deadlines;
  Deadline cancelled, kept;
  deadlines.set(cancelled, call(1), milliseconds(10), start);
  deadlines.set(kept, call(2), milliseconds(10), start + milliseconds(5));
  cancelled.cancel();
  EXPECT_THAT(deadlines.expire(start + milliseconds(10)), IsEmpty());
  EXPECT_EQ(deadlines.next(), start + milliseconds(15));
  EXPECT_THAT(deadlines.expire(start + milliseconds(15)), ElementsAre(call(2)));
}

TEST(DeadlinesTest, ExpireByWhatTheyWereSetToLast) {
  Deadlines deadlines;
  Deadline deadline;
  deadlines.set(deadline, call(1), milliseconds(10), start);
  deadlines.set(deadline, call(1), milliseconds(10), start + milliseconds(5));
  EXPECT_THAT(deadlines.expire(start + milliseconds(10)), IsEmpty());
  EXPECT_THAT(deadlines.expire(start + milliseconds(15)), ElementsAre(call(1)));
}

TEST(DeadlinesTest, ForgetALengthThatNobodyWaitsFor) {
  Deadlines deadlines;
  {
    Deadline deadline;
    deadlines.set(deadline, call(1), milliseconds(10), start);
  }
  EXPECT_THAT(deadlines.expire(start + milliseconds(10)), IsEmpty());
  EXPECT_EQ(deadlines.next(), std::nullopt);
}

}  // namespace
}  // namespace deskgate::router
