// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/meta_subscriptions.hpp"

#include "tests/router/meta_test.hpp"

namespace deskgate::router {
namespace {

class MetaSubscriptionsTest : public MetaTest {
 protected:
  // A client that has subscribed to "a.b": "$ab".
  TestClient& subscriber(const std::string& authid) {
    auto& client = arrive(authid);
    client.says(R"([32, 1, {}, "a.b"])");
    EXPECT_TRUE(client.hears(R"([33, 1, "$ab"])"));
    return client;
  }

  // A client that listens to all events of the area.
  TestClient& listener() {
    auto& client = join("listener");
    client.says(R"([32, 1, {"match": "prefix"}, "wamp.subscription."])");
    EXPECT_TRUE(client.hears(R"([33, 1, "$watch"])"));
    return client;
  }

  // Joe listens to "a.b", to "a." by prefix and to "a." by wildcard.
  void subscribe_to_three() {
    auto& joe = subscriber("joe");
    joe.says(R"([32, 2, {"match": "prefix"}, "a."])");
    EXPECT_TRUE(joe.hears(R"([33, 2, "$prefix"])"));
    joe.says(R"([32, 3, {"match": "wildcard"}, "a."])");
    EXPECT_TRUE(joe.hears(R"([33, 3, "$wildcard"])"));
  }
};

TEST_F(MetaSubscriptionsTest, TellsOfCreationBeforeSubscription) {
  auto& watcher = listener();
  subscriber("joe");
  EXPECT_TRUE(watcher.hears(R"([36, "$watch", "$_", {"topic": "wamp.subscription.on_create"},
      ["$joe", {"id": "$ab", "created": "2026-01-01T00:00:00.000000Z", "uri": "a.b",
                "match": "exact"}]])"));
  EXPECT_TRUE(watcher.hears(
      R"([36, "$watch", "$_", {"topic": "wamp.subscription.on_subscribe"}, ["$joe", "$ab"]])"));
  EXPECT_TRUE(watcher.hears_nothing());
}

TEST_F(MetaSubscriptionsTest, TellsOfFurtherSubscribers) {
  subscriber("joe");
  auto& watcher = listener();
  auto& eve = subscriber("eve");
  EXPECT_TRUE(watcher.hears(
      R"([36, "$watch", "$_", {"topic": "wamp.subscription.on_subscribe"}, ["$eve", "$ab"]])"));
  eve.says(R"([34, 2, "$ab"])");
  EXPECT_TRUE(watcher.hears(
      R"([36, "$watch", "$_", {"topic": "wamp.subscription.on_unsubscribe"}, ["$eve", "$ab"]])"));
  EXPECT_TRUE(watcher.hears_nothing());
}

TEST_F(MetaSubscriptionsTest, TellsNothingWhenASubscriptionIsRepeated) {
  auto& joe = subscriber("joe");
  auto& watcher = listener();
  joe.says(R"([32, 2, {}, "a.b"])");
  EXPECT_TRUE(watcher.hears_nothing());
}

TEST_F(MetaSubscriptionsTest, TellsOfUnsubscriptionBeforeDeletion) {
  auto& joe = subscriber("joe");
  auto& watcher = listener();
  joe.says(R"([34, 2, "$ab"])");
  EXPECT_TRUE(watcher.hears(
      R"([36, "$watch", "$_", {"topic": "wamp.subscription.on_unsubscribe"}, ["$joe", "$ab"]])"));
  EXPECT_TRUE(watcher.hears(
      R"([36, "$watch", "$_", {"topic": "wamp.subscription.on_delete"}, ["$joe", "$ab"]])"));
  EXPECT_TRUE(watcher.hears_nothing());
}

TEST_F(MetaSubscriptionsTest, TellsWhatALostSessionHeld) {
  auto& joe = subscriber("joe");
  auto& watcher = listener();
  joe.vanishes();
  EXPECT_TRUE(watcher.hears(
      R"([36, "$watch", "$_", {"topic": "wamp.subscription.on_unsubscribe"}, ["$joe", "$ab"]])"));
  EXPECT_TRUE(watcher.hears(
      R"([36, "$watch", "$_", {"topic": "wamp.subscription.on_delete"}, ["$joe", "$ab"]])"));
}

TEST_F(MetaSubscriptionsTest, TellsNothingOfListeningToTheRouter) {
  auto& watcher = listener();
  auto& joe = arrive("joe");
  joe.says(R"([32, 1, {}, "wamp.session.on_join"])");
  joe.vanishes();
  EXPECT_TRUE(watcher.hears_nothing());
}

TEST_F(MetaSubscriptionsTest, TellsNothingOfWhatTheListenerMayNotSubscribeTo) {
  auto& watcher = listener();
  reserve(Action::subscribe, "a.b", "joe");
  subscriber("joe").vanishes();
  EXPECT_TRUE(watcher.hears_nothing());
}

TEST_F(MetaSubscriptionsTest, Lists) {
  subscribe_to_three();
  auto& caller = join("ann");
  caller.says(R"([48, 1, {}, "wamp.subscription.list"])");
  EXPECT_TRUE(caller.hears(R"([50, 1, {}, [{"exact": ["$ab"], "prefix": ["$prefix"],
                                            "wildcard": ["$wildcard"]}]])"));
}

TEST_F(MetaSubscriptionsTest, LooksUpByUriAndMatch) {
  subscribe_to_three();
  auto& caller = join("ann");
  caller.says(R"([48, 1, {}, "wamp.subscription.lookup", ["a.b"]])");
  EXPECT_TRUE(caller.hears(R"([50, 1, {}, ["$ab"]])"));
  caller.says(R"([48, 2, {}, "wamp.subscription.lookup", ["a.", {"match": "wildcard"}]])");
  EXPECT_TRUE(caller.hears(R"([50, 2, {}, ["$wildcard"]])"));
  caller.says(R"([48, 3, {}, "wamp.subscription.lookup", ["a.c"]])");
  EXPECT_TRUE(caller.hears("[50, 3, {}, [null]]"));
}

TEST_F(MetaSubscriptionsTest, FindsAllMatches) {
  subscribe_to_three();
  auto& caller = join("ann");
  caller.says(R"([48, 1, {}, "wamp.subscription.match", ["a.b"]])");
  EXPECT_TRUE(caller.hears(R"([50, 1, {}, [["$ab", "$prefix", "$wildcard"]]])"));
  caller.says(R"([48, 2, {}, "wamp.subscription.match", ["x.y"]])");
  EXPECT_TRUE(caller.hears("[50, 2, {}, [null]]"));
}

TEST_F(MetaSubscriptionsTest, RefusesWhatIsNoUri) {
  auto& caller = join("ann");
  caller.says(R"([48, 1, {}, "wamp.subscription.lookup", [""]])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.invalid_uri", ["$_"]])"));
  caller.says(R"([48, 2, {}, "wamp.subscription.match", ["a..b"]])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 2, {}, "wamp.error.invalid_uri", ["$_"]])"));
}

TEST_F(MetaSubscriptionsTest, Describes) {
  subscriber("joe");
  auto& caller = join("ann");
  caller.says(R"([48, 1, {}, "wamp.subscription.get", ["$ab"]])");
  EXPECT_TRUE(caller.hears(R"([50, 1, {}, [{"id": "$ab", "created": "2026-01-01T00:00:00.000000Z",
                                            "uri": "a.b", "match": "exact"}]])"));
}

TEST_F(MetaSubscriptionsTest, ListsAndCountsSubscribersButThoseOfThisProcess) {
  bridge().says(R"([32, 1, {}, "a.b"])");
  subscriber("joe");
  subscriber("eve");
  auto& caller = join("ann");
  caller.says(R"([48, 1, {}, "wamp.subscription.list_subscribers", ["$ab"]])");
  EXPECT_TRUE(caller.hears(R"([50, 1, {}, [["$joe", "$eve"]]])"));
  caller.says(R"([48, 2, {}, "wamp.subscription.count_subscribers", ["$ab"]])");
  EXPECT_TRUE(caller.hears("[50, 2, {}, [2]]"));
}

TEST_F(MetaSubscriptionsTest, DoesNotKnowUnknownIds) {
  auto& caller = join("ann");
  caller.says(R"([48, 1, {}, "wamp.subscription.get", [5]])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.no_such_subscription", ["$_"]])"));
  caller.says(R"([48, 2, {}, "wamp.subscription.list_subscribers", [5]])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 2, {}, "wamp.error.no_such_subscription", ["$_"]])"));
  caller.says(R"([48, 3, {}, "wamp.subscription.count_subscribers", [5]])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 3, {}, "wamp.error.no_such_subscription", ["$_"]])"));
}

TEST_F(MetaSubscriptionsTest, HidesWhatTheCallerMayNotSubscribeTo) {
  subscriber("joe");
  reserve(Action::subscribe, "a.b", "admin");
  auto& caller = join("ann");
  caller.says(R"([48, 1, {}, "wamp.subscription.list"])");
  EXPECT_TRUE(caller.hears(R"([50, 1, {}, [{"exact": [], "prefix": [], "wildcard": []}]])"));
  caller.says(R"([48, 2, {}, "wamp.subscription.lookup", ["a.b"]])");
  EXPECT_TRUE(caller.hears("[50, 2, {}, [null]]"));
  caller.says(R"([48, 3, {}, "wamp.subscription.match", ["a.b"]])");
  EXPECT_TRUE(caller.hears("[50, 3, {}, [null]]"));
  caller.says(R"([48, 4, {}, "wamp.subscription.get", ["$ab"]])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 4, {}, "wamp.error.no_such_subscription", ["$_"]])"));
}

TEST_F(MetaSubscriptionsTest, TakesItBack) {
  auto& joe = join_as("subscriber", {"subscription_revocation"});
  names.match("$joe", joe.session.principal().session.value);
  joe.says(R"([32, 1, {}, "a.b"])");
  EXPECT_TRUE(joe.hears(R"([33, 1, "$ab"])"));
  auto& admin = join("admin");
  admin.says(
      R"([48, 1, {}, "wamp.subscription.remove_subscriber", ["$ab", "$joe"], {"reason": "moved"}])");
  EXPECT_TRUE(joe.hears(R"([35, 0, {"subscription": "$ab", "reason": "moved"}])"));
  EXPECT_TRUE(admin.hears("[50, 1, {}]"));
  admin.says(R"([48, 2, {}, "wamp.subscription.get", ["$ab"]])");
  EXPECT_TRUE(admin.hears(R"([8, 48, 2, {}, "wamp.error.no_such_subscription", ["$_"]])"));
}

TEST_F(MetaSubscriptionsTest, TakesNothingBackFromOthers) {
  auto& joe = join_as("subscriber", {"subscription_revocation"});
  names.match("$joe", joe.session.principal().session.value);
  joe.says(R"([32, 1, {}, "a.b"])");
  EXPECT_TRUE(joe.hears(R"([33, 1, "$ab"])"));
  auto& admin = join("admin");
  admin.says(R"([48, 1, {}, "wamp.subscription.remove_subscriber", ["$ab", 77]])");
  EXPECT_TRUE(admin.hears(R"([8, 48, 1, {}, "wamp.error.no_such_session", ["$_"]])"));
  EXPECT_TRUE(joe.hears_nothing());
}

}  // namespace
}  // namespace deskgate::router
