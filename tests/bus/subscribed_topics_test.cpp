// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/subscribed_topics.hpp"

#include <gmock/gmock.h>

#include <vector>

namespace deskgate::gateway::bus {
namespace {

using router::Match;
using testing::ElementsAre;

class SubscribedTopicsTest : public testing::Test {
 protected:
  void add_source() {
    topics.add_source("org.example.seeked", [this](bool is_wanted) { heard.push_back(is_wanted); });
  }

  SubscribedTopics topics;
  std::vector<bool> heard;
};

TEST_F(SubscribedTopicsTest, ASourceThatNobodyListensToHearsNothing) {
  add_source();
  topics.on_first_subscriber("org.example.other", Match::exact);
  EXPECT_THAT(heard, ElementsAre());
}

TEST_F(SubscribedTopicsTest, TheFirstListenerIsToldAndTheLast) {
  add_source();
  topics.on_first_subscriber("org.example.seeked", Match::exact);
  topics.on_last_unsubscribed("org.example.seeked", Match::exact);
  EXPECT_THAT(heard, ElementsAre(true, false));
}

TEST_F(SubscribedTopicsTest, ASourceThatComesLaterFindsItsListeners) {
  topics.on_first_subscriber("org.example.seeked", Match::exact);
  add_source();
  EXPECT_THAT(heard, ElementsAre(true));
}

TEST_F(SubscribedTopicsTest, APatternListensToo) {
  add_source();
  topics.on_first_subscriber("org.example.", Match::prefix);
  EXPECT_THAT(heard, ElementsAre(true));
}

TEST_F(SubscribedTopicsTest, OneOfTwoListenersMayGo) {
  add_source();
  topics.on_first_subscriber("org.example.", Match::prefix);
  topics.on_first_subscriber("org.example.seeked", Match::exact);
  topics.on_last_unsubscribed("org.example.", Match::prefix);
  EXPECT_THAT(heard, ElementsAre(true));
}

TEST_F(SubscribedTopicsTest, ASourceThatIsGoneHearsNothing) {
  add_source();
  topics.remove_source("org.example.seeked");
  topics.on_first_subscriber("org.example.seeked", Match::exact);
  EXPECT_THAT(heard, ElementsAre());
}

}  // namespace
}  // namespace deskgate::gateway::bus
