// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Specification, "Event History".

#include "tests/router/transcript.hpp"

namespace deskgate::router {
namespace {

class EventHistoryTest : public RouterTest {
 protected:
  EventHistoryTest()
      : RouterTest({.history = {{"log.auth", Match::exact, 3}, {"log", Match::prefix, 10}}}) {}
  ~EventHistoryTest() override { EXPECT_TRUE(realm.broker().invariant()); }

  SubscriptionId id_of(std::string_view topic, Match match) {
    return realm.broker().subscriptions().find(topic, match)->id;
  }

  Result<Value> events(const TestClient& asker, SubscriptionId subscription,
                       const std::string& kwargs = "{}") {
    return realm.broker().events(asker.session.principal(), subscription,
                                 Dict::parse(names.fill(kwargs)));
  }

  // The first argument of each event that the client may see of the prefix "log".
  Value seen_by(const TestClient& asker) {
    auto seen = Value::array();
    for (const auto& event : events(asker, id_of("log", Match::prefix)).value()) {
      seen.push_back(event.at("args").at(0));
    }
    return seen;
  }

  TestClient& publisher = join("pat", "sensor");
  TestClient& alice = join("alice", "phone");
};

TEST_F(EventHistoryTest, TellsEventsAsTheyWereSentToASubscriber) {
  publisher.says(
      R"([16, 1, {"acknowledge": true, "disclose_me": true}, "log.auth", ["x"], {"k": 1}])");
  EXPECT_TRUE(publisher.hears(R"([17, 1, "$publication"])"));
  const auto told = events(alice, id_of("log", Match::prefix));
  ASSERT_TRUE(told);
  EXPECT_TRUE(names.match(Value::parse(R"([{
      "timestamp": "2026-01-01T00:00:00.000000Z", "subscription": 2,
      "publication": "$publication",
      "details": {"publisher": "$_", "publisher_authid": "pat", "publisher_authrole": "sensor",
                  "topic": "log.auth"},
      "args": ["x"], "kwargs": {"k": 1}}])"),
                          *told))
      << *told;
}

TEST_F(EventHistoryTest, LeavesOutArgumentsThatWereNotSent) {
  publisher.says(R"([16, 1, {}, "log.auth"])");
  const auto told = events(alice, id_of("log.auth", Match::exact));
  ASSERT_TRUE(told);
  EXPECT_TRUE(names.match(Value::parse(R"([{"timestamp": "2026-01-01T00:00:00.000000Z",
      "subscription": 1, "publication": "$_", "details": {}}])"),
                          *told))
      << *told;
}

TEST_F(EventHistoryTest, KeepsForEachSubscriptionWhatItMeans) {
  publisher.says(R"([16, 1, {}, "log.auth", [1]])");
  publisher.says(R"([16, 2, {}, "log.basket", [2]])");
  publisher.says(R"([16, 3, {}, "other", [3]])");
  EXPECT_EQ(events(alice, id_of("log.auth", Match::exact))->size(), 1U);
  EXPECT_EQ(seen_by(alice), Value::parse("[1, 2]"));
}

TEST_F(EventHistoryTest, IsEmptyWhereNothingHasHappened) {
  EXPECT_EQ(events(alice, id_of("log.auth", Match::exact)).value(), Value::array());
}

TEST_F(EventHistoryTest, KeepsTheLatestUpToItsLimit) {
  publisher.says(R"([16, 1, {}, "log.auth", [1]])");
  publisher.says(R"([16, 2, {}, "log.auth", [2]])");
  publisher.says(R"([16, 3, {}, "log.auth", [3]])");
  publisher.says(R"([16, 4, {}, "log.auth", [4]])");
  const auto told = events(alice, id_of("log.auth", Match::exact));
  ASSERT_EQ(told->size(), 3U);
  EXPECT_EQ(told->at(0).at("args"), Value::parse("[2]"));
}

TEST_F(EventHistoryTest, ExistsWithoutHoldersAndAfterThem) {
  const auto id = id_of("log.auth", Match::exact);
  alice.says(R"([32, 1, {}, "log.auth"])");
  EXPECT_TRUE(alice.hears(R"([33, 1, 1])"));
  alice.says("[34, 2, 1]");
  EXPECT_TRUE(alice.hears("[35, 2]"));
  EXPECT_EQ(id_of("log.auth", Match::exact), id);
}

TEST_F(EventHistoryTest, OutlivesThePublisher) {
  publisher.says(R"([16, 1, {}, "log.auth", [1]])");
  publisher.vanishes();
  EXPECT_EQ(seen_by(alice), Value::parse("[1]"));
}

TEST_F(EventHistoryTest, HoldsToListsOfAuthids) {
  publisher.says(R"([16, 1, {"eligible_authid": ["alice"]}, "log.x", [1]])");
  publisher.says(R"([16, 2, {"exclude_authid": ["alice"]}, "log.x", [2]])");
  auto& bob = join("bob", "tv");
  EXPECT_EQ(seen_by(alice), Value::parse("[1]"));
  EXPECT_EQ(seen_by(bob), Value::parse("[2]"));
}

TEST_F(EventHistoryTest, HoldsToListsOfAuthroles) {
  publisher.says(R"([16, 1, {"eligible_authrole": ["phone"]}, "log.x", [1]])");
  publisher.says(R"([16, 2, {"exclude_authrole": ["phone"]}, "log.x", [2]])");
  auto& bob = join("bob", "tv");
  EXPECT_EQ(seen_by(alice), Value::parse("[1]"));
  EXPECT_EQ(seen_by(bob), Value::parse("[2]"));
}

TEST_F(EventHistoryTest, NeverKeepsWhatIsForCertainSessions) {
  publisher.says(R"([16, 1, {"exclude": [7]}, "log.x", [1]])");
  publisher.says(R"([16, 2, {"eligible": [7]}, "log.x", [2]])");
  publisher.says(R"([16, 3, {"eligible": []}, "log.x", [3]])");
  EXPECT_EQ(seen_by(alice), Value::array());
}

TEST_F(EventHistoryTest, KeepsWhatExcludesNoSession) {
  publisher.says(R"([16, 1, {"exclude": []}, "log.x", [1]])");
  EXPECT_EQ(seen_by(alice), Value::parse("[1]"));
}

TEST_F(EventHistoryTest, ExcludesThePublisherThatDoesNotAskForItsOwn) {
  publisher.says(R"([16, 1, {}, "log.x", [1]])");
  publisher.says(R"([16, 2, {"exclude_me": false}, "log.x", [2]])");
  EXPECT_EQ(seen_by(publisher), Value::parse("[2]"));
  EXPECT_EQ(seen_by(alice), Value::parse("[1, 2]"));
}

TEST_F(EventHistoryTest, AsksForEachEventOfAPatternWhetherItMayBeReceived) {
  publisher.says(R"([16, 1, {}, "log.open", [1]])");
  publisher.says(R"([16, 2, {}, "log.secret", [2]])");
  authorizer.refuses = [](const Principal& who, const Request& what) {
    return what.action == Action::receive && what.uri == "log.secret" && who.authid == "alice";
  };
  EXPECT_EQ(seen_by(alice), Value::parse("[1]"));
}

TEST_F(EventHistoryTest, IsForThoseWhoMaySubscribe) {
  authorizer.refuses = [](const auto&, const Request& what) {
    return what.action == Action::subscribe && what.match == Match::prefix;
  };
  EXPECT_EQ(events(alice, id_of("log", Match::prefix)).error().uri, "wamp.error.not_authorized");
  EXPECT_TRUE(events(alice, id_of("log.auth", Match::exact)));
}

TEST_F(EventHistoryTest, NeedsASubscription) {
  EXPECT_EQ(events(alice, SubscriptionId{99}).error(),
            (Error{"wamp.error.no_such_subscription", "there is no subscription 99"}));
}

TEST_F(EventHistoryTest, IsUnavailableWhereItIsNotConfigured) {
  alice.says(R"([32, 1, {}, "a.b"])");
  EXPECT_EQ(events(alice, id_of("a.b", Match::exact)).error().uri, "wamp.error.unavailable");
}

TEST_F(EventHistoryTest, NamesAnArgumentThatIsWrong) {
  EXPECT_EQ(events(alice, id_of("log", Match::prefix), R"({"limit": 0})").error().uri,
            "wamp.error.invalid_argument");
}

TEST_F(EventHistoryTest, TurnsPagesByPublication) {
  publisher.says(R"([16, 1, {"acknowledge": true}, "log.x", [1]])");
  publisher.says(R"([16, 2, {}, "log.x", [2]])");
  EXPECT_TRUE(publisher.hears(R"([17, 1, "$first"])"));
  const auto told =
      events(alice, id_of("log", Match::prefix), R"({"after_publication": "$first"})");
  ASSERT_EQ(told->size(), 1U);
  EXPECT_EQ(told->at(0).at("args"), Value::parse("[2]"));
}

TEST_F(EventHistoryTest, StampsEventsWithTheDateOfTheirArrival) {
  publisher.says(R"([16, 1, {}, "log.x", [1]])");
  date += std::chrono::milliseconds(1500);
  publisher.says(R"([16, 2, {}, "log.x", [2]])");
  const auto told =
      events(alice, id_of("log", Match::prefix), R"({"after_time": "2026-01-01T00:00:00Z"})");
  ASSERT_EQ(told->size(), 1U);
  EXPECT_EQ(told->at(0).at("timestamp"), "2026-01-01T00:00:01.500000Z");
}

TEST_F(EventHistoryTest, DoesNotKeepWhatTheRouterItselfPublishes) {
  realm.broker().publish_meta("log.meta", Payload(Value::array({7})));
  EXPECT_EQ(seen_by(alice), Value::array());
}

TEST_F(EventHistoryTest, IsAskedForByAMetaProcedure) {
  publisher.says(R"([16, 1, {"acknowledge": true}, "log.auth", [1]])");
  publisher.says(R"([16, 2, {}, "log.auth", [2]])");
  EXPECT_TRUE(publisher.hears(R"([17, 1, "$first"])"));
  alice.says(R"([48, 1, {}, "wamp.subscription.get_events", [1], {"limit": 1}])");
  EXPECT_TRUE(alice.hears(R"([50, 1, {}, [{"timestamp": "2026-01-01T00:00:00.000000Z",
      "subscription": 1, "publication": "$first", "details": {}, "args": [1]}]])"));
}

TEST_F(EventHistoryTest, IsAskedForWithAllItsFilters) {
  publisher.says(R"([16, 1, {"acknowledge": true}, "log.auth", [1]])");
  publisher.says(R"([16, 2, {"acknowledge": true}, "log.auth", [2]])");
  publisher.says(R"([16, 3, {"acknowledge": true}, "log.auth", [3]])");
  EXPECT_TRUE(publisher.hears(R"([17, 1, "$first"])"));
  EXPECT_TRUE(publisher.hears(R"([17, 2, "$second"])"));
  EXPECT_TRUE(publisher.hears(R"([17, 3, "$third"])"));
  alice.says(R"([48, 1, {}, "wamp.subscription.get_events", [1], {
      "reverse": true, "limit": 5, "topic": "log.auth",
      "from_time": "2026-01-01T00:00:00Z", "after_time": "2025-12-31T23:59:59Z",
      "before_time": "2026-01-01T00:00:01Z", "until_time": "2026-01-01T00:00:00Z",
      "from_publication": "$first", "after_publication": "$first",
      "before_publication": "$third", "until_publication": "$third"}])");
  EXPECT_TRUE(alice.hears(R"([50, 1, {}, [{"timestamp": "2026-01-01T00:00:00.000000Z",
      "subscription": 1, "publication": "$second", "details": {}, "args": [2]}]])"));
}

TEST_F(EventHistoryTest, IsRefusedToWhoMayNotSubscribe) {
  authorizer.refuses = [](const auto&, const Request& what) {
    return what.action == Action::subscribe;
  };
  alice.says(R"([48, 1, {}, "wamp.subscription.get_events", [1]])");
  EXPECT_TRUE(alice.hears(R"([8, 48, 1, {}, "wamp.error.not_authorized", ["$_"]])"));
}

TEST_F(EventHistoryTest, AsksToBeAskedForLessThanOneAnswerCanHold) {
  const std::string large(3U << 20U, 'x');
  publisher.says(R"([16, 1, {}, "log.x", [")" + large + "\"]]");
  publisher.says(R"([16, 2, {}, "log.x", [")" + large + "\"]]");
  publisher.says(R"([16, 3, {}, "log.x", [")" + large + "\"]]");
  const auto id = id_of("log", Match::prefix);
  EXPECT_EQ(events(alice, id).error().uri, "wamp.error.payload_size_exceeded");
  EXPECT_EQ(events(alice, id, R"({"limit": 2})")->size(), 2U);
}

}  // namespace
}  // namespace deskgate::router
