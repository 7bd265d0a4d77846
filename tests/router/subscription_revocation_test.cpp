// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Specification, "Subscription Revocation".

#include "router/local_peer.hpp"
#include "tests/router/transcript.hpp"

namespace deskgate::router {
namespace {

class SubscriptionRevocationTest : public RouterTest {
 protected:
  ~SubscriptionRevocationTest() override { EXPECT_TRUE(realm.broker().invariant()); }

  // Holds a subscription, "$s", to "a.b"; its session is "$alice".
  TestClient& alice_with(const std::string& roles) {
    auto& alice = join_with(roles, "$alice");
    alice.says(R"([32, 1, {}, "a.b"])");
    EXPECT_TRUE(alice.hears(R"([33, 1, "$s"])"));
    return alice;
  }

  bool revoke(const std::string& session, std::string_view reason) {
    return realm.broker().revoke(SessionId{names[session].get<std::uint64_t>()},
                                 SubscriptionId{names["$s"].get<std::uint64_t>()}, reason);
  }

  void refuse_subscriptions() {
    authorizer.refuses = [](const auto&, const Request& what) {
      return what.action == Action::subscribe;
    };
  }

  static constexpr auto announced =
      R"({"subscriber": {"features": {"subscription_revocation": true}}})";
};

TEST_F(SubscriptionRevocationTest, IsToldToASubscriberThatHasAnnouncedIt) {
  auto& alice = alice_with(announced);
  EXPECT_TRUE(revoke("$alice", "com.example.moved"));
  EXPECT_TRUE(alice.hears(R"([35, 0, {"reason": "com.example.moved", "subscription": "$s"}])"));
}

TEST_F(SubscriptionRevocationTest, IsSilentForASubscriberThatHasNot) {
  auto& alice = alice_with(R"({"subscriber": {}})");
  EXPECT_TRUE(revoke("$alice", "com.example.moved"));
  EXPECT_TRUE(alice.hears_nothing());
}

TEST_F(SubscriptionRevocationTest, EndsTheSubscription) {
  auto& alice = alice_with(R"({"subscriber": {}})");
  revoke("$alice", "com.example.moved");
  join().says(R"([16, 1, {}, "a.b"])");
  EXPECT_TRUE(alice.hears_nothing());
  EXPECT_FALSE(realm.broker().has_subscriber("a.b"));
}

TEST_F(SubscriptionRevocationTest, LeavesTheOtherHoldersTheirs) {
  alice_with(announced);
  auto& bob = join();
  bob.says(R"([32, 1, {}, "a.b"])");
  EXPECT_TRUE(bob.hears(R"([33, 1, "$s"])"));
  revoke("$alice", "com.example.moved");
  join().says(R"([16, 1, {}, "a.b"])");
  EXPECT_TRUE(bob.hears(R"([36, "$s", "$_", {}])"));
}

TEST_F(SubscriptionRevocationTest, LetsTheSubscriberComeBack) {
  auto& alice = alice_with(announced);
  revoke("$alice", "com.example.moved");
  alice.skip();
  alice.says(R"([32, 2, {}, "a.b"])");
  EXPECT_TRUE(alice.hears(R"([33, 2, "$_"])"));
}

TEST_F(SubscriptionRevocationTest, MakesUnsubscribeAnError) {
  auto& alice = alice_with(R"({"subscriber": {}})");
  revoke("$alice", "com.example.moved");
  alice.says(R"([34, 2, "$s"])");
  EXPECT_TRUE(alice.hears(R"([8, 34, 2, {}, "wamp.error.no_such_subscription", ["$_"]])"));
}

TEST_F(SubscriptionRevocationTest, NeedsAHolder) {
  alice_with(announced);
  auto& bob = join_with(announced, "$bob");
  EXPECT_FALSE(revoke("$bob", "com.example.moved"));
  EXPECT_TRUE(bob.hears_nothing());
}

TEST_F(SubscriptionRevocationTest, FollowsWhenTheAuthorizerRefusesNow) {
  auto& alice = alice_with(announced);
  refuse_subscriptions();
  realm.broker().judge_again();
  EXPECT_TRUE(
      alice.hears(R"([35, 0, {"reason": "wamp.error.not_authorized", "subscription": "$s"}])"));
  EXPECT_FALSE(realm.broker().has_subscriber("a.b"));
}

TEST_F(SubscriptionRevocationTest, SparesWhatTheAuthorizerStillAllows) {
  auto& alice = alice_with(announced);
  realm.broker().judge_again();
  EXPECT_TRUE(alice.hears_nothing());
  EXPECT_TRUE(realm.broker().has_subscriber("a.b"));
}

TEST_F(SubscriptionRevocationTest, AsksAboutTheMatchToo) {
  auto& alice = alice_with(announced);
  alice.says(R"([32, 2, {"match": "prefix"}, "a.b"])");
  EXPECT_TRUE(alice.hears(R"([33, 2, "$prefix"])"));
  authorizer.refuses = [](const auto&, const Request& what) {
    return what.action == Action::subscribe && what.match == Match::prefix;
  };
  realm.broker().judge_again();
  EXPECT_TRUE(alice.hears(
      R"([35, 0, {"reason": "wamp.error.not_authorized", "subscription": "$prefix"}])"));
  EXPECT_TRUE(alice.hears_nothing());
}

TEST_F(SubscriptionRevocationTest, SparesSessionsOfThisProcess) {
  LocalPeer peer(router, "test", {.authid = "bridge", .authrole = "bridge"},
                 [](const std::function<void()>&) {});
  ASSERT_TRUE(peer.subscribe("a.b", Match::exact, [](const auto&) {}));
  refuse_subscriptions();
  realm.broker().judge_again();
  EXPECT_TRUE(realm.broker().has_subscriber("a.b"));
}

}  // namespace
}  // namespace deskgate::router
