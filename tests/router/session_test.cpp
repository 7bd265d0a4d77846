// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/session.hpp"

#include "tests/router/transcript.hpp"

namespace deskgate::router {
namespace {

class SessionTest : public RouterTest {};

TEST_F(SessionTest, IgnoresWhatFollowsAnAbort) {
  auto& client = join();
  client.says("[99]");
  EXPECT_TRUE(client.is_aborted());
  client.says(hello);
  client.says(R"([6, {}, "wamp.close.close_realm"])");
  client.says("[99]");
  EXPECT_TRUE(client.hears_nothing());
}

TEST_F(SessionTest, AnswersGoodbye) {
  auto& client = join();
  client.says(R"([6, {"message": "bye"}, "wamp.close.close_realm"])");
  EXPECT_TRUE(client.hears(R"([6, {}, "wamp.close.goodbye_and_out"])"));
  EXPECT_FALSE(client.is_closed());
  EXPECT_FALSE(client.session.is_established());
  EXPECT_FALSE(client.session.is_over());
  EXPECT_EQ(realm.size(), 0U);
}

TEST_F(SessionTest, MayJoinAgainAfterGoodbyeAndCountsFromOneAgain) {
  auto& client = join();
  client.says(R"([48, 1, {}, "no.procedure"])");
  client.says(R"([6, {}, "wamp.close.close_realm"])");
  client.skip();
  client.says(hello);
  EXPECT_TRUE(client.hears(R"([2, "$_", "$_"])"));
  client.says(R"([48, 1, {}, "no.procedure"])");
  EXPECT_TRUE(client.hears(R"([8, 48, 1, {}, "wamp.error.no_such_procedure", ["$_"]])"));
}

TEST_F(SessionTest, RefusesRequestsAfterGoodbye) {
  auto& client = join();
  client.says(R"([6, {}, "wamp.close.close_realm"])");
  client.skip();
  client.says(R"([48, 1, {}, "a.b"])");
  EXPECT_TRUE(client.is_aborted());
}

TEST_F(SessionTest, HearsNothingAfterGoodbye) {
  auto& callee = join();
  auto& caller = join();
  callee.says(R"([64, 1, {}, "a.b"])");
  caller.says(R"([48, 1, {}, "a.b"])");
  caller.says(R"([6, {}, "wamp.close.close_realm"])");
  callee.vanishes();
  EXPECT_TRUE(caller.hears(R"([6, {}, "wamp.close.goodbye_and_out"])"));
  EXPECT_TRUE(caller.hears_nothing());
}

TEST_F(SessionTest, EndsWhenTheClientAborts) {
  auto& client = join();
  client.says(R"([3, {}, "wamp.error.canceled", ["why"], {"k": 1}])");
  EXPECT_TRUE(client.hears_nothing());
  EXPECT_TRUE(client.is_closed());
  EXPECT_TRUE(client.session.is_over());
  EXPECT_EQ(realm.size(), 0U);
}

TEST_F(SessionTest, EndsWhenTheClientAbortsBeforeHello) {
  auto& client = connect();
  client.says(R"([3, {}, "wamp.error.canceled"])");
  EXPECT_TRUE(client.hears_nothing());
  EXPECT_TRUE(client.session.is_over());
}

TEST_F(SessionTest, ShutsDownWithGoodbyeAndWaitsForTheAnswer) {
  auto& client = join();
  client.session.shut_down("wamp.close.system_shutdown");
  EXPECT_TRUE(client.hears(R"([6, {}, "wamp.close.system_shutdown"])"));
  EXPECT_FALSE(client.session.is_established());
  EXPECT_FALSE(client.is_closed());
  client.says(R"([6, {}, "wamp.close.goodbye_and_out"])");
  EXPECT_TRUE(client.hears_nothing());
  EXPECT_TRUE(client.is_closed());
  EXPECT_TRUE(client.session.is_over());
}

TEST_F(SessionTest, IgnoresRequestsWhileItShutsDown) {
  auto& client = join();
  client.session.shut_down("wamp.close.system_shutdown");
  client.skip();
  client.says(R"([48, 1, {}, "a.b"])");
  client.says(hello);
  client.says("[2, 1, {}]");
  EXPECT_TRUE(client.hears_nothing());
  EXPECT_FALSE(client.session.is_over());
}

TEST_F(SessionTest, EndsWithoutAWordWhenItShutsDownAndHearsRubbish) {
  auto& client = join();
  client.session.shut_down("wamp.close.system_shutdown");
  client.skip();
  client.says("rubbish");
  EXPECT_TRUE(client.hears_nothing());
  EXPECT_TRUE(client.is_closed());
}

TEST_F(SessionTest, TakesAGoodbyeThatCrossesItsOwnForTheAnswer) {
  auto& client = join();
  client.session.shut_down("wamp.close.system_shutdown");
  client.says(R"([6, {}, "wamp.close.close_realm"])");
  EXPECT_TRUE(client.hears(R"([6, {}, "wamp.close.system_shutdown"])"));
  EXPECT_TRUE(client.hears_nothing());
  EXPECT_TRUE(client.session.is_over());
}

TEST_F(SessionTest, IsKilledWithTheGivenGoodbyeAndWaitsForTheAnswer) {
  auto& client = join();
  client.session.kill({{{"message", "why"}}, "some.reason"});
  EXPECT_TRUE(client.hears(R"([6, {"message": "why"}, "some.reason"])"));
  EXPECT_TRUE(client.session.is_shutting_down());
  EXPECT_EQ(realm.size(), 0U);
  client.says(R"([6, {}, "wamp.close.goodbye_and_out"])");
  EXPECT_TRUE(client.hears_nothing());
  EXPECT_TRUE(client.session.is_over());
}

TEST_F(SessionTest, IsNotKilledTwice) {
  auto& client = join();
  client.session.kill({Dict::object(), "some.reason"});
  client.skip();
  client.session.kill({Dict::object(), "some.reason"});
  EXPECT_TRUE(client.hears_nothing());
}

TEST_F(SessionTest, ShutsDownWithAbortBeforeTheClientHasJoined) {
  auto& client = connect();
  client.session.shut_down("wamp.close.system_shutdown");
  EXPECT_TRUE(client.is_aborted("wamp.close.system_shutdown"));
}

TEST_F(SessionTest, LeavesSilentlyWhenTheTransportIsLost) {
  auto& client = join();
  client.vanishes();
  EXPECT_TRUE(client.hears_nothing());
  EXPECT_TRUE(client.session.is_over());
  EXPECT_EQ(realm.size(), 0U);
}

TEST_F(SessionTest, LeavesWhenItIsDestroyed) {
  {
    TestClient client(router, names, std::make_unique<Vouched>(Admission{"x", "client"}));
    client.says(hello);
    EXPECT_EQ(realm.size(), 1U);
  }
  EXPECT_EQ(realm.size(), 0U);
}

}  // namespace
}  // namespace deskgate::router
