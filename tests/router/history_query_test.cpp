// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/history_query.hpp"

#include <gtest/gtest.h>

namespace deskgate::router {
namespace {

using std::chrono::seconds;

const Date noon = from_rfc3339("2026-03-01T12:00:00Z").value();

// Five events: their ids fall, and the clock was set back between the third and the fourth.
class HistoryQueryTest : public testing::Test {
 protected:
  HistoryQueryTest() {
    add(50, "a.b", noon);
    add(40, "a.c", noon + seconds(1));
    add(30, "a.b", noon + seconds(2));
    add(20, "a.c", noon + seconds(1));
    add(10, "a.b", noon + seconds(3));
  }

  void add(std::uint64_t id, const char* topic, Date date) {
    events.push_back(
        {std::make_shared<const Publication>(Publication{PublicationId{id}, topic}), date});
  }

  // The ids that are selected; a "?" in place of them is an error.
  std::string selected(const char* kwargs) const {
    return selected(kwargs, [](const Publication&) { return true; });
  }
  std::string selected(const char* kwargs,
                       const std::function<bool(const Publication&)>& may_see) const {
    const auto query = HistoryQuery::from(Dict::parse(kwargs));
    if (!query) return "? " + query.error().message;
    const auto found = query->select(events, may_see);
    if (!found) return "? " + found.error().message;
    std::string ids;
    for (const auto* event : *found) ids += std::to_string(event->publication->id.value) + ' ';
    return ids;
  }

  PastEvents events;
};

TEST_F(HistoryQueryTest, SelectsEverythingInOrderOfArrival) {
  EXPECT_EQ(selected("{}"), "50 40 30 20 10 ");
}

TEST_F(HistoryQueryTest, SelectsInReverse) {
  EXPECT_EQ(selected(R"({"reverse": true})"), "10 20 30 40 50 ");
  EXPECT_EQ(selected(R"({"reverse": false})"), "50 40 30 20 10 ");
}

TEST_F(HistoryQueryTest, LimitsFromTheOldestOn) {
  EXPECT_EQ(selected(R"({"limit": 2})"), "50 40 ");
  EXPECT_EQ(selected(R"({"limit": 2.0})"), "50 40 ");
  EXPECT_EQ(selected(R"({"limit": 9})"), "50 40 30 20 10 ");
}

TEST_F(HistoryQueryTest, LimitsFromTheNewestBackInReverse) {
  EXPECT_EQ(selected(R"({"limit": 2, "reverse": true})"), "10 20 ");
}

TEST_F(HistoryQueryTest, LimitsWhatIsLeftAfterTheOtherConditions) {
  EXPECT_EQ(selected(R"({"limit": 2, "topic": "a.b"})"), "50 30 ");
}

TEST_F(HistoryQueryTest, IncludesFromTime) {
  EXPECT_EQ(selected(R"({"from_time": "2026-03-01T12:00:02Z"})"), "30 10 ");
}

TEST_F(HistoryQueryTest, ExcludesAfterTime) {
  EXPECT_EQ(selected(R"({"after_time": "2026-03-01T12:00:02Z"})"), "10 ");
}

TEST_F(HistoryQueryTest, ExcludesBeforeTime) {
  EXPECT_EQ(selected(R"({"before_time": "2026-03-01T12:00:01Z"})"), "50 ");
}

TEST_F(HistoryQueryTest, IncludesUntilTime) {
  EXPECT_EQ(selected(R"({"until_time": "2026-03-01T12:00:01Z"})"), "50 40 20 ");
}

TEST_F(HistoryQueryTest, ReadsTimesWithAnOffset) {
  EXPECT_EQ(selected(R"({"until_time": "2026-03-01T13:00:00.5+01:00"})"), "50 ");
}

TEST_F(HistoryQueryTest, SelectsATopic) {
  EXPECT_EQ(selected(R"({"topic": "a.c"})"), "40 20 ");
  EXPECT_EQ(selected(R"({"topic": "a.d"})"), "");
}

TEST_F(HistoryQueryTest, IncludesFromPublication) {
  EXPECT_EQ(selected(R"({"from_publication": 30})"), "30 20 10 ");
}

TEST_F(HistoryQueryTest, ExcludesAfterPublication) {
  EXPECT_EQ(selected(R"({"after_publication": 30})"), "20 10 ");
  EXPECT_EQ(selected(R"({"after_publication": 10})"), "");
}

TEST_F(HistoryQueryTest, ExcludesBeforePublication) {
  EXPECT_EQ(selected(R"({"before_publication": 30})"), "50 40 ");
  EXPECT_EQ(selected(R"({"before_publication": 50})"), "");
}

TEST_F(HistoryQueryTest, IncludesUntilPublication) {
  EXPECT_EQ(selected(R"({"until_publication": 30})"), "50 40 30 ");
}

TEST_F(HistoryQueryTest, TurnsPagesForward) {
  EXPECT_EQ(selected(R"({"limit": 2, "after_publication": 40})"), "30 20 ");
}

TEST_F(HistoryQueryTest, TurnsPagesBackward) {
  EXPECT_EQ(selected(R"({"limit": 2, "before_publication": 20, "reverse": true})"), "30 40 ");
}

TEST_F(HistoryQueryTest, HoldsToAllConditions) {
  EXPECT_EQ(selected(R"({"from_publication": 40, "until_publication": 20, "topic": "a.c",
                         "from_time": "2026-03-01T12:00:01Z"})"),
            "40 20 ");
  EXPECT_EQ(selected(R"({"after_publication": 20, "before_publication": 40})"), "");
}

TEST_F(HistoryQueryTest, SelectsWhatTheAskerMaySee) {
  EXPECT_EQ(selected(R"({"limit": 2})", [](const Publication& one) { return one.topic == "a.c"; }),
            "40 20 ");
}

TEST_F(HistoryQueryTest, NamesAPublicationThatIsNotThere) {
  EXPECT_EQ(selected(R"({"after_publication": 60})"),
            "? wamp.subscription.get_events: after_publication 60 is not in this history, or not "
            "any longer");
}

TEST_F(HistoryQueryTest, IgnoresArgumentsThatItDoesNotKnow) {
  EXPECT_EQ(selected(R"({"limit": 1, "colour": "red"})"), "50 ");
}

TEST_F(HistoryQueryTest, NamesTheArgumentOfTheWrongType) {
  EXPECT_EQ(selected(R"({"limit": 0})"),
            "? wamp.subscription.get_events: limit must be an integer from 1 to 2^53");
  EXPECT_EQ(selected(R"({"from_time": "yesterday"})"),
            "? wamp.subscription.get_events: from_time must be a time as in RFC 3339, "
            "\"2026-03-01T12:00:00Z\"");
}

class WrongQuery : public testing::TestWithParam<const char*> {};
TEST_P(WrongQuery, IsAnInvalidArgument) {
  const auto query = HistoryQuery::from(Dict::parse(GetParam()));
  ASSERT_FALSE(query);
  EXPECT_EQ(query.error().uri, "wamp.error.invalid_argument");
}
INSTANTIATE_TEST_SUITE_P(
    Arguments, WrongQuery,
    testing::Values(R"({"reverse": 1})", R"({"reverse": null})", R"({"limit": -1})",
                    R"({"limit": 1.5})", R"({"limit": "1"})", R"({"from_time": 5})",
                    R"({"after_time": "2026-03-01"})", R"({"before_time": null})",
                    R"({"until_time": "12:00:00Z"})", R"({"topic": 1})", R"({"topic": "a..b"})",
                    R"({"from_publication": 0})", R"({"after_publication": "1"})",
                    R"({"before_publication": 9007199254740993})",
                    R"({"until_publication": true})"));

}  // namespace
}  // namespace deskgate::router
