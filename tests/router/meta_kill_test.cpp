// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/meta_sessions.hpp"

#include "tests/router/meta_test.hpp"

namespace deskgate::router {
namespace {

class MetaKillTest : public MetaTest {};

TEST_F(MetaKillTest, EndsASession) {
  auto& caller = arrive("ann");
  auto& joe = arrive("joe");
  caller.says(R"([48, 1, {}, "wamp.session.kill", ["$joe"]])");
  EXPECT_TRUE(joe.hears(R"([6, {}, "wamp.close.killed"])"));
  EXPECT_TRUE(caller.hears("[50, 1, {}]"));
  EXPECT_EQ(realm.size(), 1U);
  joe.says(R"([6, {}, "wamp.close.goodbye_and_out"])");
  EXPECT_TRUE(joe.hears_nothing());
  EXPECT_TRUE(joe.session.is_over());
}

TEST_F(MetaKillTest, PassesReasonAndMessageOn) {
  auto& caller = arrive("ann");
  auto& joe = arrive("joe");
  caller.says(R"([48, 1, {}, "wamp.session.kill", ["$joe"],
                  {"reason": "org.example.late", "message": "go to bed"}])");
  EXPECT_TRUE(joe.hears(R"([6, {"message": "go to bed"}, "org.example.late"])"));
}

TEST_F(MetaKillTest, TellsTheOthers) {
  auto& watcher = this->watcher("wamp.session.on_leave");
  arrive("joe", "phone");
  watcher.says(R"([48, 2, {}, "wamp.session.kill", ["$joe"]])");
  EXPECT_TRUE(watcher.hears(R"([36, "$watch", "$_", {}, ["$joe", "joe", "phone"]])"));
  EXPECT_TRUE(watcher.hears("[50, 2, {}]"));
}

TEST_F(MetaKillTest, KillsNeitherTheCallerNorTheUnknownNorWhatIsOfThisProcess) {
  bridge();
  auto& caller = arrive("ann");
  caller.says(R"([48, 1, {}, "wamp.session.kill", ["$ann"]])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.no_such_session", ["$_"]])"));
  caller.says(R"([48, 2, {}, "wamp.session.kill", [5]])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 2, {}, "wamp.error.no_such_session", ["$_"]])"));
  caller.says(R"([48, 3, {}, "wamp.session.kill", ["$bridge"]])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 3, {}, "wamp.error.no_such_session", ["$_"]])"));
  EXPECT_EQ(realm.size(), 2U);
}

class MetaKillReason : public MetaKillTest, public testing::WithParamInterface<const char*> {};
TEST_P(MetaKillReason, MustBeAUri) {
  auto& caller = arrive("ann");
  auto& joe = arrive("joe");
  caller.says(R"([48, 1, {}, "wamp.session.kill_all", [], {"reason": )" + std::string(GetParam()) +
              "}]");
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.invalid_uri", ["$_"]])"));
  EXPECT_TRUE(joe.hears_nothing());
}
INSTANTIATE_TEST_SUITE_P(Values, MetaKillReason,
                         testing::Values(R"("")", R"("a b")", R"("a..b")", "5", "null"));

TEST_F(MetaKillTest, KillsByAuthidAndListsTheKilled) {
  bridge();
  auto& caller = arrive("ann");
  auto& one = arrive("joe");
  auto& other = connect({.authid = "joe", .authrole = "tablet"});
  other.says(hello);
  EXPECT_TRUE(other.hears(R"([2, "$other", "$_"])"));
  caller.says(R"([48, 1, {}, "wamp.session.kill_by_authid", ["joe"], {"message": "why"}])");
  EXPECT_TRUE(one.hears(R"([6, {"message": "why"}, "wamp.close.killed"])"));
  EXPECT_TRUE(other.hears(R"([6, {"message": "why"}, "wamp.close.killed"])"));
  EXPECT_TRUE(caller.hears(R"([50, 1, {}, [["$joe", "$other"]]])"));
}

TEST_F(MetaKillTest, SparesTheCallerWithThatAuthid) {
  bridge();
  auto& caller = arrive("ann");
  caller.says(R"([48, 1, {}, "wamp.session.kill_by_authid", ["ann"]])");
  EXPECT_TRUE(caller.hears("[50, 1, {}, [[]]]"));
  caller.says(R"([48, 2, {}, "wamp.session.kill_by_authid", ["bridge"]])");
  EXPECT_TRUE(caller.hears("[50, 2, {}, [[]]]"));
}

TEST_F(MetaKillTest, KillsByAuthroleAndCountsTheKilled) {
  auto& caller = arrive("ann", "phone");
  auto& joe = arrive("joe", "phone");
  auto& eve = arrive("eve", "desk");
  caller.says(R"([48, 1, {}, "wamp.session.kill_by_authrole", ["phone"]])");
  EXPECT_TRUE(joe.hears(R"([6, {}, "wamp.close.killed"])"));
  EXPECT_TRUE(eve.hears_nothing());
  EXPECT_TRUE(caller.hears("[50, 1, {}, [1]]"));
}

TEST_F(MetaKillTest, KillsAllButTheCallerAndWhatIsOfThisProcess) {
  auto& bridge = this->bridge();
  auto& caller = arrive("ann");
  auto& joe = arrive("joe");
  auto& eve = arrive("eve");
  caller.says(R"([48, 1, {}, "wamp.session.kill_all", [], {"reason": "a.reason"}])");
  EXPECT_TRUE(joe.hears(R"([6, {}, "a.reason"])"));
  EXPECT_TRUE(eve.hears(R"([6, {}, "a.reason"])"));
  EXPECT_TRUE(bridge.hears_nothing());
  EXPECT_TRUE(caller.hears("[50, 1, {}, [2]]"));
}

TEST_F(MetaKillTest, KillsAllWithoutEventsAndTestaments) {
  auto& caller = join();
  caller.says(R"([32, 1, {"match": "prefix"}, "wamp.session."])");
  caller.says(R"([32, 2, {}, "last.words"])");
  auto& joe = arrive("joe");
  joe.says(R"([48, 1, {}, "wamp.session.add_testament", ["last.words", [], {}]])");
  caller.skip();
  caller.says(R"([48, 3, {}, "wamp.session.kill_all"])");
  EXPECT_TRUE(caller.hears("[50, 3, {}, [1]]"));
  EXPECT_TRUE(caller.hears_nothing());
}

TEST_F(MetaKillTest, TellsOfLeavingAgainAfterKillingAll) {
  auto& watcher = this->watcher("wamp.session.on_leave");
  watcher.says(R"([48, 2, {}, "wamp.session.kill_all"])");
  watcher.skip();
  arrive("joe").vanishes();
  EXPECT_TRUE(watcher.hears(R"([36, "$watch", "$_", {}, ["$joe", "joe", "client"]])"));
}

TEST_F(MetaKillTest, CancelsTheCallsOfThoseWhoWaitForTheKilled) {
  auto& callee = arrive("joe");
  auto& waiting = arrive("eve");
  callee.says(R"([64, 1, {}, "a.b"])");
  waiting.says(R"([48, 1, {}, "a.b"])");
  callee.skip();
  arrive("ann").says(R"([48, 1, {}, "wamp.session.kill", ["$joe"]])");
  EXPECT_TRUE(waiting.hears(R"([8, 48, 1, {}, "wamp.error.canceled", ["$_"]])"));
  EXPECT_TRUE(callee.hears(R"([6, {}, "wamp.close.killed"])"));
  callee.says("[70, 1, {}]");
  EXPECT_TRUE(callee.hears_nothing());
  EXPECT_TRUE(waiting.hears_nothing());
}

TEST_F(MetaKillTest, KillsTheCallerOfACallThatIsGoingOn) {
  auto& callee = arrive("joe");
  auto& waiting = arrive("eve");
  callee.says(R"([64, 1, {}, "a.b"])");
  waiting.says(R"([48, 1, {}, "a.b"])");
  callee.skip();
  callee.says(R"([48, 2, {}, "wamp.session.kill", ["$eve"]])");
  EXPECT_TRUE(waiting.hears(R"([6, {}, "wamp.close.killed"])"));
  EXPECT_TRUE(callee.hears("[50, 2, {}]"));
  callee.says("[70, 1, {}]");
  EXPECT_TRUE(waiting.hears_nothing());
  EXPECT_TRUE(callee.session.is_established());
}

TEST_F(MetaKillTest, TakesAGoodbyeThatCrossesForTheAnswer) {
  auto& caller = arrive("ann");
  auto& joe = arrive("joe");
  caller.says(R"([48, 1, {}, "wamp.session.kill", ["$joe"]])");
  joe.says(R"([6, {}, "wamp.close.close_realm"])");
  EXPECT_TRUE(joe.hears(R"([6, {}, "wamp.close.killed"])"));
  EXPECT_TRUE(joe.hears_nothing());
  EXPECT_TRUE(joe.session.is_over());
}

TEST_F(MetaKillTest, SendsNothingAfterGoodbye) {
  auto& joe = arrive("joe");
  joe.says(R"([32, 1, {"match": "prefix"}, ""])");
  joe.says(R"([64, 2, {}, "a.b"])");
  auto& caller = arrive("ann");
  joe.skip();
  caller.says(R"([48, 1, {}, "wamp.session.kill", ["$joe"]])");
  caller.says(R"([16, 2, {}, "a.b"])");
  EXPECT_TRUE(joe.hears(R"([6, {}, "wamp.close.killed"])"));
  EXPECT_TRUE(joe.hears_nothing());
}

}  // namespace
}  // namespace deskgate::router
