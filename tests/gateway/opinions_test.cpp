// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/authorize/opinions.hpp"

#include <gtest/gtest.h>

#include <set>

namespace deskgate::gateway::authorize {
namespace {

using router::Action;
using router::Match;
using router::Occasion;
using router::Request;
using router::SessionId;

constexpr Opinion yes{.is_allowed = true};
constexpr Opinion no{};
constexpr Opinion lasting_yes{.is_allowed = true, .lasts = true};
constexpr Opinion lasting_no{.is_allowed = false, .lasts = true};

constexpr Request publication{Action::publish, "com.example.topic"};
constexpr Request publication_again{Action::publish, "com.example.topic", Match::exact,
                                    Occasion::again};
constexpr Request subscription{Action::subscribe, "com.example.", Match::prefix};

class OpinionsTest : public testing::Test {
 protected:
  void hears(const Request& what, const Opinion& opinion) {
    opinions.add(session, what, opinion, [this](const Request& held_one) {
      return held.contains(std::string(held_one.uri));
    });
  }
  bool knows(const Request& what) const { return opinions.find(session, what) != nullptr; }

  SessionId session{7};
  std::set<std::string> held;
  Opinions opinions;
};

TEST_F(OpinionsTest, AnswersOnAMessageCountUntilTheNextRequest) {
  hears(publication, yes);
  EXPECT_TRUE(knows(publication));
  opinions.begin_request(session);
  EXPECT_FALSE(knows(publication));
}

TEST_F(OpinionsTest, WhatAMessageWasAllowedToDoMayGoOn) {
  hears(publication, yes);
  opinions.begin_request(session);
  EXPECT_TRUE(knows(publication_again));
}

TEST_F(OpinionsTest, AnAnswerThatLastsCountsForLater) {
  hears(publication, lasting_no);
  opinions.begin_request(session);
  ASSERT_TRUE(knows(publication));
  EXPECT_FALSE(opinions.find(session, publication)->is_allowed);
}

TEST_F(OpinionsTest, ANoIsForgotten) {
  hears(publication, no);
  hears(subscription, no);
  EXPECT_FALSE(knows(publication));
  EXPECT_FALSE(knows(subscription));
}

TEST_F(OpinionsTest, AYesOnASubscriptionCountsForLater) {
  hears(subscription, yes);
  opinions.begin_request(session);
  EXPECT_TRUE(knows(subscription));
  EXPECT_TRUE(opinions.may_receive(session, "com.example.topic"));
  EXPECT_FALSE(opinions.may_receive(session, "org.example.topic"));
}

TEST_F(OpinionsTest, APatternThatWasRefusedReceivesNothing) {
  hears(subscription, lasting_no);
  EXPECT_FALSE(opinions.may_receive(session, "com.example.topic"));
}

TEST_F(OpinionsTest, AnAnswerIsOnOneActionAndMatch) {
  hears(publication, lasting_yes);
  hears(subscription, yes);
  EXPECT_FALSE(knows({Action::call, publication.uri}));
  EXPECT_FALSE(knows({Action::subscribe, subscription.uri, Match::wildcard}));
}

TEST_F(OpinionsTest, OneSessionIsNotAnother) {
  hears(publication, lasting_yes);
  EXPECT_EQ(opinions.find(SessionId{8}, publication), nullptr);
  opinions.forget(session);
  EXPECT_FALSE(knows(publication));
}

TEST_F(OpinionsTest, OfManyMessagesTheLatestAreKnown) {
  hears(publication, lasting_yes);
  for (std::size_t number = 1; number < Opinions::most; ++number) {
    hears({Action::call, "com.example.number" + std::to_string(number)}, lasting_yes);
  }
  EXPECT_TRUE(knows(publication));
  hears({Action::call, "com.example.more"}, lasting_yes);
  EXPECT_FALSE(knows(publication));
  EXPECT_TRUE(knows({Action::call, "com.example.number1"}));
}

TEST_F(OpinionsTest, OfManySubscriptionsThoseThatAreHeldAreKnown) {
  held = {std::string(subscription.uri)};
  hears(subscription, yes);
  for (std::size_t number = 0; number < 2 * Opinions::most; ++number) {
    hears({Action::subscribe, "com.example.number" + std::to_string(number)}, yes);
  }
  EXPECT_TRUE(knows(subscription));
  EXPECT_FALSE(knows({Action::subscribe, "com.example.number0"}));
}

TEST_F(OpinionsTest, NoSubscriptionThatIsHeldIsForgotten) {
  for (std::size_t number = 0; number < 4 * Opinions::most; ++number) {
    const auto topic = "com.example.number" + std::to_string(number);
    held.insert(topic);
    hears({Action::subscribe, topic}, yes);
  }
  EXPECT_TRUE(knows({Action::subscribe, "com.example.number0"}));
}

}  // namespace
}  // namespace deskgate::gateway::authorize
