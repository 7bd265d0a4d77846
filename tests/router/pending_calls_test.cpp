// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/pending_calls.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace deskgate::router {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr SessionId caller{11};
constexpr SessionId other_caller{12};
constexpr SessionId callee{21};
constexpr SessionId other_callee{22};

CallKey call(std::uint64_t request) {
  return {caller, RequestId{request}};
}

class PendingCallsTest : public testing::Test {
 protected:
  ~PendingCallsTest() override { EXPECT_TRUE(calls.invariant()); }
  PendingCall& open(const CallKey& key, SessionId asked) {
    return *calls.open(key, asked, capacity).value();
  }
  static constexpr std::size_t capacity = 3;
  PendingCalls calls;
};

TEST_F(PendingCallsTest, NumberInvocationsFromOneForEachCallee) {
  EXPECT_EQ(open(call(1), callee).invocation, InvocationId{1});
  EXPECT_EQ(open(call(2), callee).invocation, InvocationId{2});
  EXPECT_EQ(open(call(3), other_callee).invocation, InvocationId{1});
}

TEST_F(PendingCallsTest, AreFoundByBothTheirNames) {
  const auto& opened = open(call(7), callee);
  EXPECT_EQ(calls.find(call(7)), &opened);
  EXPECT_EQ(calls.find(callee, InvocationId{1}), &opened);
  EXPECT_EQ(calls.find(other_callee, InvocationId{1}), nullptr);
}

TEST_F(PendingCallsTest, AreGoneOnceTheyAreClosed) {
  calls.close(open(call(7), callee));
  EXPECT_EQ(calls.find(call(7)), nullptr);
  EXPECT_EQ(calls.find(callee, InvocationId{1}), nullptr);
}

TEST_F(PendingCallsTest, RefuseARequestIdInUse) {
  open(call(1), callee);
  EXPECT_EQ(calls.open(call(1), other_callee, capacity).error().uri,
            "wamp.error.protocol_violation");
}

TEST_F(PendingCallsTest, RefuseMoreThanTheyMayHoldForOneCaller) {
  open(call(1), callee);
  open(call(2), callee);
  open(call(3), callee);
  EXPECT_EQ(calls.open(call(4), callee, capacity).error().uri, "wamp.error.unavailable");
  EXPECT_TRUE(calls.open({other_caller, RequestId{1}}, callee, capacity));
}

TEST_F(PendingCallsTest, HaveRoomAgainAfterAnAnswer) {
  open(call(1), callee);
  calls.close(open(call(2), callee));
  open(call(3), callee);
  EXPECT_EQ(open(call(4), callee).invocation, InvocationId{4});
}

TEST_F(PendingCallsTest, KnowALateAnswerFromAnInventedOne) {
  calls.close(open(call(1), callee));
  EXPECT_TRUE(calls.was_issued(callee, InvocationId{1}));
  EXPECT_FALSE(calls.was_issued(callee, InvocationId{2}));
  EXPECT_FALSE(calls.was_issued(other_callee, InvocationId{1}));
}

TEST_F(PendingCallsTest, HaveAnotherInvocationWithAnotherCallee) {
  open(call(1), other_callee);
  auto& moved = open(call(2), callee);
  calls.move(moved, other_callee);
  EXPECT_EQ(moved.invocation, InvocationId{2});
  EXPECT_EQ(calls.find(other_callee, InvocationId{2}), &moved);
  EXPECT_EQ(calls.find(callee, InvocationId{1}), nullptr);
}

TEST_F(PendingCallsTest, AreListedInOrderForBothSides) {
  open(call(2), callee);
  open(call(1), callee);
  open(call(3), other_callee);
  EXPECT_THAT(calls.calls_to(callee), ElementsAre(call(1), call(2)));
  EXPECT_THAT(calls.calls_of(caller), ElementsAre(call(1), call(2), call(3)));
  EXPECT_THAT(calls.calls_of(callee), IsEmpty());
}

TEST_F(PendingCallsTest, RememberTheLatestProgressiveOnesThatEnded) {
  open(call(1), callee).is_open = true;
  calls.close(*calls.find(call(1)));
  calls.close(open(call(2), callee));
  EXPECT_TRUE(calls.has_finished(call(1)));
  EXPECT_FALSE(calls.has_finished(call(2)));
}

TEST_F(PendingCallsTest, TimeOutOnceTheirTimeIsOver) {
  auto& opened = open(call(1), callee);
  opened.timeout = std::chrono::milliseconds(10);
  calls.restart_timeout(opened, Time());
  EXPECT_THAT(calls.timed_out(Time() + std::chrono::milliseconds(9)), IsEmpty());
  EXPECT_THAT(calls.timed_out(Time() + std::chrono::milliseconds(10)), ElementsAre(call(1)));
}

TEST_F(PendingCallsTest, AreEmptyOnceAllHaveLeft) {
  calls.close(open(call(1), callee));
  calls.forget(callee);
  calls.forget(caller);
  EXPECT_TRUE(calls.is_empty());
}

}  // namespace
}  // namespace deskgate::router
