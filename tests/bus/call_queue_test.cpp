// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/call_queue.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace deskgate::gateway::bus {
namespace {

class CallQueueTest : public testing::Test {
 protected:
  bool enter(const std::string& name) {
    return queue.enter([this, name] { started.push_back(name); });
  }

  void fill() {
    for (int i = 0; i < CallQueue::max_in_flight; ++i) queue.enter([] {});
  }

  CallQueue queue;
  std::vector<std::string> started;
};

TEST_F(CallQueueTest, StartsACallAtOnceWhereThereIsRoom) {
  EXPECT_TRUE(enter("one"));
  EXPECT_THAT(started, testing::ElementsAre("one"));
}

TEST_F(CallQueueTest, LetsACallWaitWhereThereIsNone) {
  fill();
  EXPECT_TRUE(enter("one"));
  EXPECT_THAT(started, testing::IsEmpty());
}

TEST_F(CallQueueTest, EachAnswerStartsTheCallThatHasWaitedLongest) {
  fill();
  enter("one");
  enter("two");
  queue.leave();
  EXPECT_THAT(started, testing::ElementsAre("one"));
}

TEST_F(CallQueueTest, RefusesACallWhereTooManyWait) {
  fill();
  for (std::size_t i = 0; i < CallQueue::max_waiting; ++i) EXPECT_TRUE(enter("waits"));
  EXPECT_FALSE(enter("one too many"));
}

}  // namespace
}  // namespace deskgate::gateway::bus
