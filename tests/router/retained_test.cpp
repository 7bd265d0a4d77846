// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/retained.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace deskgate::router {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

const Principal phone{SessionId{2}, "alice", "phone", {}, {}};
const Principal tv{SessionId{3}, "bob", "tv", {}, {}};
constexpr auto for_phones = R"({"eligible_authrole": ["phone"]})";

class RetainedTest : public testing::Test {
 protected:
  ~RetainedTest() override { EXPECT_TRUE(retained.invariant()); }

  bool store(std::string_view topic, std::uint64_t publication, const char* options = "{}",
             const Principal& publisher = tv) {
    return retained
        .store({PublicationId{publication}, std::string(topic), Dict::object(), Payload(),
                Eligibility::from(Dict::parse(options), SessionId{1}).value()},
               publisher)
        .has_value();
  }

  std::vector<std::pair<std::string, std::uint64_t>> found(std::string_view pattern, Match match,
                                                           const Principal& who = phone) const {
    std::vector<std::pair<std::string, std::uint64_t>> events;
    retained.visit_matches(pattern, match, who, [&](const Publication& event) {
      events.emplace_back(event.topic, event.id.value);
    });
    return events;
  }

  RetainedEvents retained{3};
};

TEST_F(RetainedTest, ForgetsWhatItsPublisherMayNotPublishAnyLonger) {
  store("a", 1, "{}", phone);
  store("b", 2, "{}", tv);
  store("c", 3, for_phones, phone);
  retained.judge_again([](const Principal& publisher, const std::string& topic) {
    return publisher.authrole == "tv" || topic == "c";
  });
  EXPECT_THAT(found("", Match::prefix), ElementsAre(Pair("b", 2), Pair("c", 3)));
}

TEST_F(RetainedTest, KeepsTheLatestOfEachTopic) {
  store("a", 1);
  store("b", 2);
  store("a", 3);
  EXPECT_THAT(found("a", Match::exact), ElementsAre(Pair("a", 3)));
  EXPECT_THAT(found("b", Match::exact), ElementsAre(Pair("b", 2)));
  EXPECT_THAT(found("c", Match::exact), IsEmpty());
}

TEST_F(RetainedTest, KeepsARestrictedEventBesideTheOneForAll) {
  store("a", 1);
  store("a", 2, for_phones);
  EXPECT_THAT(found("a", Match::exact, phone), ElementsAre(Pair("a", 2)));
  EXPECT_THAT(found("a", Match::exact, tv), ElementsAre(Pair("a", 1)));
}

TEST_F(RetainedTest, ForgetsARestrictedEventOnceANewerOneIsForAll) {
  store("a", 1, for_phones);
  store("a", 2);
  EXPECT_THAT(found("a", Match::exact, phone), ElementsAre(Pair("a", 2)));
}

TEST_F(RetainedTest, HasNothingForWhoMayNotReceiveIt) {
  store("a", 1, for_phones);
  EXPECT_THAT(found("a", Match::exact, tv), IsEmpty());
}

TEST_F(RetainedTest, FindsOneEventForEachTopicOfAPrefix) {
  store("a.b", 1);
  store("a.c", 2);
  store("b.a", 3);
  EXPECT_THAT(found("a.", Match::prefix), ElementsAre(Pair("a.b", 1), Pair("a.c", 2)));
  EXPECT_EQ(found("", Match::prefix).size(), 3U);
}

TEST_F(RetainedTest, FindsOneEventForEachTopicOfAWildcard) {
  store("a.b", 1);
  store("a.b.c", 2);
  store("b.b", 3);
  EXPECT_THAT(found(".b", Match::wildcard), ElementsAre(Pair("a.b", 1), Pair("b.b", 3)));
}

TEST_F(RetainedTest, RefusesOneTopicTooMany) {
  EXPECT_TRUE(store("a", 1));
  EXPECT_TRUE(store("b", 2));
  EXPECT_TRUE(store("c", 3));
  EXPECT_FALSE(store("d", 4));
  EXPECT_TRUE(store("a", 5));
  EXPECT_EQ(retained.size(), 3U);
}

TEST_F(RetainedTest, HasRoomAgainOnceATopicIsForgotten) {
  store("a", 1);
  store("b", 2);
  store("c", 3);
  retained.forget("b");
  retained.forget("no such topic");
  EXPECT_TRUE(store("d", 4));
}

class RetainedOctetsTest : public testing::Test {
 protected:
  ~RetainedOctetsTest() override { EXPECT_TRUE(retained.invariant()); }

  static Publication event(const std::string& topic, const char* options = "{}") {
    return {PublicationId{1}, topic, Dict::object(), Payload(Value::array({"value"})),
            Eligibility::from(Dict::parse(options), SessionId{1}).value()};
  }

  RetainedEvents retained{10, 2 * event("a").footprint()};
};

TEST_F(RetainedOctetsTest, RefusesWhatIsTooMuchInAll) {
  EXPECT_TRUE(retained.store(event("a"), tv));
  EXPECT_TRUE(retained.store(event("b"), tv));
  EXPECT_EQ(retained.store(event("c"), tv).error().uri, "wamp.error.unavailable");
  EXPECT_EQ(retained.size(), 2U);
}

TEST_F(RetainedOctetsTest, CountsNotWhatAnEventReplaces) {
  EXPECT_TRUE(retained.store(event("a"), tv));
  EXPECT_TRUE(retained.store(event("b"), tv));
  EXPECT_TRUE(retained.store(event("b"), tv));
}

TEST_F(RetainedOctetsTest, HasRoomAgainOnceATopicIsForgotten) {
  EXPECT_TRUE(retained.store(event("a"), tv));
  EXPECT_TRUE(retained.store(event("b"), tv));
  retained.forget("a");
  EXPECT_TRUE(retained.store(event("c"), tv));
}

TEST_F(RetainedOctetsTest, CountsTheListsOfReceivers) {
  EXPECT_TRUE(retained.store(event("a"), tv));
  EXPECT_FALSE(retained.store(event("b", R"({"exclude_authid": ["x", "y"]})"), tv));
}

}  // namespace
}  // namespace deskgate::router
