// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Events that the router itself publishes: Broker::publish_meta.

#include "tests/router/transcript.hpp"

namespace deskgate::router {
namespace {

class MetaEventTest : public RouterTest {
 protected:
  TestClient& subscriber(const std::string& topic, const std::string& match = "exact") {
    auto& client = join_with(R"({"subscriber": {}})");
    client.says(R"([32, 1, {"match": ")" + match + R"("}, ")" + topic + R"("])");
    EXPECT_TRUE(client.hears(R"([33, 1, "$s"])"));
    client.skip();
    return client;
  }

  void publish() {
    realm.broker().publish_meta("wamp.session.on_leave",
                                Payload(Value::array({7, "joe", "phone"})));
  }
};

TEST_F(MetaEventTest, ReachesWhoSubscribesToIt) {
  auto& alice = subscriber("wamp.session.on_leave");
  publish();
  EXPECT_TRUE(alice.hears(R"([36, "$s", "$_", {}, [7, "joe", "phone"]])"));
}

TEST_F(MetaEventTest, HasNoSubscriberWhereNobodyWouldHearIt) {
  subscriber("wamp.session.on_join");
  EXPECT_FALSE(realm.broker().has_subscriber("wamp.session.on_leave"));
  EXPECT_TRUE(realm.broker().has_subscriber("wamp.session.on_join"));
}

TEST_F(MetaEventTest, LeavesOutWhomItIsNotFor) {
  auto& alice = subscriber("wamp.session.on_leave");
  realm.broker().publish_meta("wamp.session.on_leave", Payload(),
                              [](const Principal& who) { return who.authid != "subscriber"; });
  EXPECT_TRUE(alice.hears_nothing());
}

TEST_F(MetaEventTest, ReachesAPatternSubscriberThatMayReceiveIt) {
  auto& alice = subscriber("wamp.", "prefix");
  publish();
  EXPECT_TRUE(
      alice.hears(R"([36, "$s", "$_", {"topic": "wamp.session.on_leave"}, [7, "joe", "phone"]])"));
}

TEST_F(MetaEventTest, DoesNotReachABroadPatternWhoseHolderMayNotReceiveIt) {
  authorizer.refuses = [](const auto&, const Request& what) {
    return what.action == Action::receive && is_reserved(what.uri);
  };
  auto& alice = subscriber("", "prefix");
  publish();
  EXPECT_TRUE(alice.hears_nothing());
}

TEST_F(MetaEventTest, IsNotRetained) {
  publish();
  auto& alice = join();
  alice.says(R"([32, 1, {"get_retained": true}, "wamp.session.on_leave"])");
  EXPECT_TRUE(alice.hears(R"([33, 1, "$_"])"));
  EXPECT_TRUE(alice.hears_nothing());
}

}  // namespace
}  // namespace deskgate::router
