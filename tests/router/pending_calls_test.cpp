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
  PendingCalls calls{3};
};

TEST_F(PendingCallsTest, NumberInvocationsFromOneForEachCallee) {
  EXPECT_EQ(calls.open(call(1), callee).value(), InvocationId{1});
  EXPECT_EQ(calls.open(call(2), callee).value(), InvocationId{2});
  EXPECT_EQ(calls.open(call(3), other_callee).value(), InvocationId{1});
}

TEST_F(PendingCallsTest, SayWhoWaitsForAnAnswer) {
  calls.open(call(7), callee).value();
  EXPECT_EQ(calls.close(callee, InvocationId{1}), call(7));
  EXPECT_EQ(calls.close(callee, InvocationId{1}), std::nullopt);
}

TEST_F(PendingCallsTest, AreTheirCalleesOnly) {
  calls.open(call(1), callee).value();
  EXPECT_EQ(calls.close(other_callee, InvocationId{1}), std::nullopt);
}

TEST_F(PendingCallsTest, RefuseARequestIdInUse) {
  calls.open(call(1), callee).value();
  EXPECT_EQ(calls.open(call(1), other_callee).error().uri, "wamp.error.protocol_violation");
}

TEST_F(PendingCallsTest, RefuseMoreThanTheyMayHoldForOneCaller) {
  calls.open(call(1), callee).value();
  calls.open(call(2), callee).value();
  calls.open(call(3), callee).value();
  EXPECT_EQ(calls.open(call(4), callee).error().uri, "wamp.error.unavailable");
  EXPECT_TRUE(calls.open({other_caller, RequestId{1}}, callee));
}

TEST_F(PendingCallsTest, HaveRoomAgainAfterAnAnswer) {
  calls.open(call(1), callee).value();
  calls.open(call(2), callee).value();
  calls.open(call(3), callee).value();
  calls.close(callee, InvocationId{2});
  EXPECT_EQ(calls.open(call(4), callee).value(), InvocationId{4});
}

TEST_F(PendingCallsTest, DropTheAnswerToACancelledCall) {
  calls.open(call(1), callee).value();
  EXPECT_TRUE(calls.cancel(call(1)));
  EXPECT_FALSE(calls.cancel(call(1)));
  EXPECT_EQ(calls.close(callee, InvocationId{1}), std::nullopt);
}

TEST_F(PendingCallsTest, KnowALateAnswerFromAnInventedOne) {
  calls.open(call(1), callee).value();
  calls.cancel(call(1));
  EXPECT_TRUE(calls.was_issued(callee, InvocationId{1}));
  EXPECT_FALSE(calls.was_issued(callee, InvocationId{2}));
  EXPECT_FALSE(calls.was_issued(other_callee, InvocationId{1}));
}

TEST_F(PendingCallsTest, TellTheCallersOfACalleeThatLeavesInOrder) {
  calls.open(call(2), callee).value();
  calls.open(call(1), callee).value();
  calls.open(call(3), other_callee).value();
  EXPECT_THAT(calls.forget(callee), ElementsAre(call(1), call(2)));
  EXPECT_EQ(calls.close(other_callee, InvocationId{1}), call(3));
}

TEST_F(PendingCallsTest, TellNobodyWhenACallerLeaves) {
  calls.open(call(1), callee).value();
  EXPECT_THAT(calls.forget(caller), IsEmpty());
  EXPECT_EQ(calls.close(callee, InvocationId{1}), std::nullopt);
  EXPECT_TRUE(calls.was_issued(callee, InvocationId{1}));
}

TEST_F(PendingCallsTest, TellNobodyOfASelfCallThatLeaves) {
  calls.open({callee, RequestId{1}}, callee).value();
  EXPECT_THAT(calls.forget(callee), IsEmpty());
  EXPECT_TRUE(calls.is_empty());
}

TEST_F(PendingCallsTest, AreEmptyOnceAllHaveLeft) {
  calls.open(call(1), callee).value();
  calls.open({callee, RequestId{1}}, other_callee).value();
  calls.forget(callee);
  calls.forget(caller);
  calls.forget(other_callee);
  EXPECT_TRUE(calls.is_empty());
}

}  // namespace
}  // namespace deskgate::router
