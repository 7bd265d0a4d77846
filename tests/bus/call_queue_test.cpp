// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/call_queue.hpp"

#include <gmock/gmock.h>

#include <deque>
#include <string>
#include <vector>

namespace deskgate::gateway::bus {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Lane = CallQueue::Lane;

class CallQueueTest : public testing::Test {
 protected:
  bool enter(Lane& lane, const std::string& name) {
    return lane.enter([this, name](const CallQueue::Turn& turn) {
      started.push_back(name);
      turns.push_back(turn);
    });
  }

  void fill(Lane& lane) {
    for (int i = 0; i < CallQueue::max_in_flight; ++i) enter(lane, "in flight");
    started.clear();
  }

  // The call that has been on the bus longest is answered.
  void answer() { turns.pop_front(); }

  CallQueue queue;
  Lane desk{queue};
  Lane hall{queue};
  std::vector<std::string> started;
  std::deque<CallQueue::Turn> turns;
};

TEST_F(CallQueueTest, StartsACallAtOnceWhereThereIsRoom) {
  EXPECT_TRUE(enter(desk, "one"));
  EXPECT_THAT(started, ElementsAre("one"));
}

TEST_F(CallQueueTest, LetsACallWaitWhereThereIsNone) {
  fill(desk);
  EXPECT_TRUE(enter(desk, "one"));
  EXPECT_THAT(started, IsEmpty());
}

TEST_F(CallQueueTest, TheCallsToAllObjectsOfAServiceCount) {
  fill(desk);
  EXPECT_TRUE(enter(hall, "one"));
  EXPECT_THAT(started, IsEmpty());
}

TEST_F(CallQueueTest, EachAnswerStartsTheCallThatHasWaitedLongest) {
  fill(desk);
  enter(desk, "one");
  enter(desk, "two");
  answer();
  EXPECT_THAT(started, ElementsAre("one"));
}

TEST_F(CallQueueTest, TheObjectsTakeTurns) {
  fill(desk);
  enter(desk, "desk 1");
  enter(desk, "desk 2");
  enter(desk, "desk 3");
  enter(hall, "hall 1");
  answer();
  answer();
  answer();
  EXPECT_THAT(started, ElementsAre("desk 1", "hall 1", "desk 2"));
}

TEST_F(CallQueueTest, ACallThatGivesItsTurnBackAtOnceLetsTheNextGo) {
  fill(desk);
  desk.enter([this](const auto&) { started.emplace_back("is late"); });
  enter(desk, "one");
  answer();
  EXPECT_THAT(started, ElementsAre("is late", "one"));
}

TEST_F(CallQueueTest, RefusesACallWhereTooManyWaitForTheObject) {
  fill(desk);
  for (std::size_t i = 0; i < Lane::max_waiting; ++i) EXPECT_TRUE(enter(desk, "waits"));
  EXPECT_FALSE(enter(desk, "one too many"));
  EXPECT_TRUE(enter(hall, "another's"));
}

TEST_F(CallQueueTest, RefusesACallWhereTooManyWaitForTheService) {
  constexpr std::size_t count = CallQueue::max_waiting / Lane::max_waiting;
  fill(desk);
  std::deque<Lane> lanes;
  while (lanes.size() < count) {
    auto& lane = lanes.emplace_back(queue);
    for (std::size_t i = 0; i < Lane::max_waiting; ++i) EXPECT_TRUE(enter(lane, "waits"));
  }
  EXPECT_FALSE(enter(hall, "one too many"));
  lanes.pop_back();
  EXPECT_TRUE(enter(hall, "one"));
}

TEST_F(CallQueueTest, WhatWaitsForAnObjectThatGoesIsNotCalled) {
  fill(desk);
  {
    Lane gone(queue);
    enter(gone, "to nobody");
  }
  enter(hall, "one");
  answer();
  EXPECT_THAT(started, ElementsAre("one"));
}

TEST_F(CallQueueTest, ACallThatIsForgottenMakesRoom) {
  fill(desk);
  enter(desk, "one");
  turns.clear();
  EXPECT_THAT(started, ElementsAre("one"));
}

TEST_F(CallQueueTest, StartsNothingOnceItIsClosed) {
  fill(desk);
  enter(desk, "one");
  queue.close();
  answer();
  EXPECT_THAT(started, IsEmpty());
}

}  // namespace
}  // namespace deskgate::gateway::bus
