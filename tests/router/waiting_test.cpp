// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A session whose authorizer must find out about a request first.

#include "router/session.hpp"
#include "tests/router/transcript.hpp"

namespace deskgate::router {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class WaitingTest : public RouterTest {
 protected:
  WaitingTest() { authorizer.unknown = {"a.unknown"}; }

  TestClient& client = join("client");
  TestClient& subscriber = [this]() -> TestClient& {
    auto& joined = join("subscriber");
    joined.says(R"([32, 1, {"match": "prefix"}, "a."])");
    joined.skip();
    return joined;
  }();
};

TEST_F(WaitingTest, KeepsARequestUntilTheVerdictIsKnown) {
  client.says(R"([16, 1, {"acknowledge": true}, "a.unknown"])");
  EXPECT_TRUE(client.session.is_waiting());
  EXPECT_TRUE(client.hears_nothing());
  EXPECT_TRUE(subscriber.hears_nothing());
  authorizer.finds_out();
  EXPECT_TRUE(client.hears(R"([17, 1, "$_"])"));
  EXPECT_TRUE(subscriber.hears(R"([36, "$_", "$_", {"topic": "a.unknown"}])"));
  EXPECT_FALSE(client.session.is_waiting());
}

TEST_F(WaitingTest, RefusesWhatIsFoundOutToBeForbidden) {
  authorizer.refuses = [](const auto&, const Request& what) { return what.uri == "a.unknown"; };
  client.says(R"([48, 1, {}, "a.unknown"])");
  client.says(R"([64, 2, {}, "a.unknown"])");
  client.says(R"([32, 3, {}, "a.unknown"])");
  EXPECT_TRUE(client.hears_nothing());
  authorizer.finds_out();
  EXPECT_TRUE(client.hears(R"([8, 48, 1, {}, "wamp.error.not_authorized", ["$_"]])"));
  EXPECT_TRUE(client.hears(R"([8, 64, 2, {}, "wamp.error.not_authorized", ["$_"]])"));
  EXPECT_TRUE(client.hears(R"([8, 32, 3, {}, "wamp.error.not_authorized", ["$_"]])"));
}

TEST_F(WaitingTest, KeepsWhatFollowsInItsOrder) {
  client.says(R"([16, 1, {"acknowledge": true}, "a.unknown"])");
  client.says(R"([16, 2, {"acknowledge": true}, "a.known"])");
  client.says(R"([16, 3, {"acknowledge": true}, "a.other"])");
  EXPECT_TRUE(client.hears_nothing());
  authorizer.finds_out();
  EXPECT_TRUE(client.hears(R"([17, 1, "$_"])"));
  EXPECT_TRUE(client.hears(R"([17, 2, "$_"])"));
  EXPECT_TRUE(client.hears(R"([17, 3, "$_"])"));
  EXPECT_TRUE(subscriber.hears(R"([36, "$_", "$_", {"topic": "a.unknown"}])"));
  EXPECT_TRUE(subscriber.hears(R"([36, "$_", "$_", {"topic": "a.known"}])"));
  EXPECT_TRUE(subscriber.hears(R"([36, "$_", "$_", {"topic": "a.other"}])"));
}

TEST_F(WaitingTest, AsksAboutOneRequestAtATime) {
  authorizer.unknown = {"a.unknown", "a.too"};
  client.says(R"([16, 1, {"acknowledge": true}, "a.unknown"])");
  client.says(R"([16, 2, {"acknowledge": true}, "a.too"])");
  client.says(R"([16, 3, {"acknowledge": true}, "a.known"])");
  EXPECT_THAT(authorizer.questions(), ElementsAre("a.unknown"));
  authorizer.finds_out();
  EXPECT_THAT(authorizer.questions(), ElementsAre("a.too"));
  EXPECT_TRUE(client.hears(R"([17, 1, "$_"])"));
  EXPECT_TRUE(client.hears_nothing());
  EXPECT_FALSE(client.is_resumed());
  authorizer.finds_out();
  EXPECT_TRUE(client.hears(R"([17, 2, "$_"])"));
  EXPECT_TRUE(client.hears(R"([17, 3, "$_"])"));
  EXPECT_TRUE(client.is_resumed());
}

TEST_F(WaitingTest, DoesNotKeepOthersWaiting) {
  client.says(R"([16, 1, {}, "a.unknown"])");
  auto& other = join("other");
  other.says(R"([16, 1, {"acknowledge": true}, "a.known"])");
  EXPECT_TRUE(other.hears(R"([17, 1, "$_"])"));
}

TEST_F(WaitingTest, HearsEventsMeanwhile) {
  subscriber.says(R"([16, 2, {}, "a.unknown"])");
  client.says(R"([16, 1, {}, "a.known"])");
  EXPECT_TRUE(subscriber.hears(R"([36, "$_", "$_", {"topic": "a.known"}])"));
}

TEST_F(WaitingTest, CancelsACallThatWaitsOnceItIsMade) {
  auto& callee = join_as("callee", {"call_canceling"});
  callee.says(R"([64, 1, {}, "a.unknown"])");
  authorizer.finds_out();
  callee.skip();
  authorizer.unknown = {"a.unknown"};
  auto& caller = join_as("caller", {"call_canceling"});
  caller.says(R"([48, 1, {}, "a.unknown"])");
  caller.says(R"([49, 1, {"mode": "killnowait"}])");
  EXPECT_TRUE(callee.hears_nothing());
  authorizer.finds_out();
  EXPECT_TRUE(callee.hears(R"([68, "$invocation", "$_", {}])"));
  EXPECT_TRUE(callee.hears(R"([69, "$invocation", "$_"])"));
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.canceled", ["$_"]])"));
  EXPECT_TRUE(caller.hears_nothing());
}

TEST_F(WaitingTest, AnswersGoodbyeAfterWhatCameBefore) {
  client.says(R"([16, 1, {}, "a.unknown"])");
  client.says(R"([6, {}, "wamp.close.close_realm"])");
  EXPECT_TRUE(client.hears_nothing());
  authorizer.finds_out();
  EXPECT_TRUE(subscriber.hears(R"([36, "$_", "$_", {"topic": "a.unknown"}])"));
  EXPECT_TRUE(client.hears(R"([6, {}, "wamp.close.goodbye_and_out"])"));
  EXPECT_TRUE(client.is_resumed());
}

TEST_F(WaitingTest, MayJoinAgainBehindAGoodbyeThatWaits) {
  client.says(R"([16, 1, {}, "a.unknown"])");
  client.says(R"([6, {}, "wamp.close.close_realm"])");
  client.says(hello);
  client.says(R"([16, 1, {"acknowledge": true}, "a.known"])");
  authorizer.finds_out();
  EXPECT_TRUE(client.hears(R"([6, {}, "wamp.close.goodbye_and_out"])"));
  EXPECT_TRUE(client.hears(R"([2, "$_", "$_"])"));
  EXPECT_TRUE(client.hears(R"([17, 1, "$_"])"));
}

TEST_F(WaitingTest, AbortsForAViolationInItsTurn) {
  client.says(R"([16, 1, {}, "a.unknown"])");
  client.says(R"([16, 7, {}, "a.known"])");
  client.says(R"([16, 8, {}, "a.other"])");
  EXPECT_TRUE(client.hears_nothing());
  authorizer.finds_out();
  EXPECT_TRUE(subscriber.hears(R"([36, "$_", "$_", {"topic": "a.unknown"}])"));
  EXPECT_TRUE(subscriber.hears_nothing());
  EXPECT_TRUE(client.is_aborted());
}

TEST_F(WaitingTest, DropsWhatIsKeptWhenThePeerAborts) {
  client.says(R"([16, 1, {}, "a.unknown"])");
  client.says(R"([3, {}, "wamp.error.canceled"])");
  EXPECT_TRUE(client.is_closed());
  EXPECT_THAT(authorizer.questions(), IsEmpty());
  EXPECT_TRUE(subscriber.hears_nothing());
}

TEST_F(WaitingTest, LeavesNothingWhenThePeerVanishes) {
  client.says(R"([16, 1, {}, "a.unknown"])");
  client.says(R"([16, 2, {}, "a.known"])");
  client.vanishes();
  EXPECT_THAT(authorizer.questions(), IsEmpty());
  EXPECT_FALSE(client.session.is_waiting());
  EXPECT_TRUE(subscriber.hears_nothing());
  EXPECT_EQ(realm.size(), 1U);
}

TEST_F(WaitingTest, DropsWhatIsKeptWhenTheRouterEndsTheSession) {
  client.says(R"([16, 1, {}, "a.unknown"])");
  client.session.shut_down("wamp.close.system_shutdown");
  EXPECT_TRUE(client.hears(R"([6, {}, "wamp.close.system_shutdown"])"));
  EXPECT_THAT(authorizer.questions(), IsEmpty());
  EXPECT_TRUE(client.is_resumed());
  client.says(R"([6, {}, "wamp.close.goodbye_and_out"])");
  EXPECT_TRUE(client.is_closed());
  EXPECT_TRUE(subscriber.hears_nothing());
}

TEST_F(WaitingTest, AsksNothingAboutWhatIsUnlawful) {
  authorizer.unknown = {"a..unknown", "wamp.mine", "a.unknown"};
  client.says(R"([48, 1, {}, "a..unknown"])");
  EXPECT_TRUE(client.hears(R"([8, 48, 1, {}, "wamp.error.invalid_uri", ["$_"]])"));
  client.says(R"([64, 2, {}, "wamp.mine"])");
  EXPECT_TRUE(client.hears(R"([8, 64, 2, {}, "wamp.error.invalid_uri", ["$_"]])"));
  client.says(R"([16, 9, {}, "a.unknown"])");
  EXPECT_TRUE(client.is_aborted());
}

TEST_F(WaitingTest, SaysWhetherItJudgesWhatHasBeenAllowedBefore) {
  std::vector<Occasion> occasions;
  authorizer.refuses = [&](const auto&, const Request& what) {
    if (what.uri == "a.topic") occasions.push_back(what.occasion);
    return false;
  };
  client.says(R"([32, 1, {}, "a.topic"])");
  router.judge_again();
  EXPECT_THAT(occasions, ElementsAre(Occasion::now, Occasion::again));
}

}  // namespace
}  // namespace deskgate::router
