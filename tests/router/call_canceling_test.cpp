// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "tests/router/transcript.hpp"

namespace deskgate::router {
namespace {

class CallCancelingTest : public RouterTest {
 protected:
  ~CallCancelingTest() override { EXPECT_TRUE(realm.dealer().invariant()); }

  // Provides "a.b" with these REGISTER.Options: "$ab".
  TestClient& provides(TestClient& callee, const std::string& options = "{}") {
    callee.says("[64, 1, " + options + R"(, "a.b"])");
    EXPECT_TRUE(callee.hears(R"([65, 1, "$ab"])"));
    return callee;
  }

  TestClient& canceling_callee() { return provides(join_as("callee", {"call_canceling"})); }
  TestClient& plain_callee() { return provides(join_as("callee", {})); }

  // Calls "a.b" as request 1, which the callee has heard.
  TestClient& calls(TestClient& callee) {
    auto& caller = join("caller");
    caller.says(R"([48, 1, {}, "a.b"])");
    EXPECT_TRUE(callee.hears(R"([68, 1, "$ab", {}])"));
    return caller;
  }
};

TEST_F(CallCancelingTest, SkipAnswersTheCallerAndLeavesTheCalleeAlone) {
  auto& callee = canceling_callee();
  auto& caller = calls(callee);
  caller.says(R"([49, 1, {"mode": "skip"}])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.canceled", ["$_"]])"));
  EXPECT_TRUE(callee.hears_nothing());
}

TEST_F(CallCancelingTest, KillnowaitAnswersTheCallerAndInterruptsTheCallee) {
  auto& callee = canceling_callee();
  auto& caller = calls(callee);
  caller.says(R"([49, 1, {"mode": "killnowait"}])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.canceled", ["$_"]])"));
  EXPECT_TRUE(callee.hears(R"([69, 1, {"mode": "killnowait", "reason": "wamp.error.canceled"}])"));
}

TEST_F(CallCancelingTest, DropsWhatTheCalleeSaysAfterKillnowait) {
  auto& callee = canceling_callee();
  auto& caller = calls(callee);
  caller.says(R"([49, 1, {"mode": "killnowait"}])");
  caller.skip();
  callee.says(R"([8, 68, 1, {}, "wamp.error.canceled"])");
  EXPECT_TRUE(caller.hears_nothing());
  EXPECT_TRUE(callee.session.is_established());
}

TEST_F(CallCancelingTest, KillWaitsForTheErrorOfTheCallee) {
  auto& callee = canceling_callee();
  auto& caller = calls(callee);
  caller.says(R"([49, 1, {"mode": "kill"}])");
  EXPECT_TRUE(caller.hears_nothing());
  EXPECT_TRUE(callee.hears(R"([69, 1, {"mode": "kill", "reason": "wamp.error.canceled"}])"));
  callee.says(R"([8, 68, 1, {}, "wamp.error.canceled", ["stopped"]])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.canceled", ["stopped"]])"));
}

TEST_F(CallCancelingTest, KillPassesAResultThatWasOnItsWay) {
  auto& callee = canceling_callee();
  auto& caller = calls(callee);
  caller.says(R"([49, 1, {"mode": "kill"}])");
  callee.says("[70, 1, {}, [42]]");
  EXPECT_TRUE(caller.hears("[50, 1, {}, [42]]"));
}

TEST_F(CallCancelingTest, KillInterruptsOnlyOnce) {
  auto& callee = canceling_callee();
  auto& caller = calls(callee);
  caller.says(R"([49, 1, {"mode": "kill"}])");
  caller.says(R"([49, 1, {"mode": "kill"}])");
  EXPECT_TRUE(callee.hears(R"([69, 1, {"mode": "kill", "reason": "$_"}])"));
  EXPECT_TRUE(callee.hears_nothing());
}

TEST_F(CallCancelingTest, KillnowaitAfterKillEndsTheWait) {
  auto& callee = canceling_callee();
  auto& caller = calls(callee);
  caller.says(R"([49, 1, {"mode": "kill"}])");
  caller.says(R"([49, 1, {"mode": "killnowait"}])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.canceled", ["$_"]])"));
}

TEST_F(CallCancelingTest, EveryModeIsSkipForACalleeThatCannotBeInterrupted) {
  auto& callee = plain_callee();
  auto& caller = calls(callee);
  caller.says(R"([49, 1, {"mode": "kill"}])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.canceled", ["$_"]])"));
  EXPECT_TRUE(callee.hears_nothing());
}

TEST_F(CallCancelingTest, WithoutAModeIsKillnowait) {
  auto& callee = canceling_callee();
  auto& caller = calls(callee);
  caller.says("[49, 1, {}]");
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.canceled", ["$_"]])"));
  EXPECT_TRUE(callee.hears(R"([69, 1, {"mode": "killnowait", "reason": "$_"}])"));
}

TEST_F(CallCancelingTest, WithAModeThatNobodyKnowsIsKillnowait) {
  auto& callee = canceling_callee();
  auto& caller = calls(callee);
  caller.says(R"([49, 1, {"mode": "gently"}])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.canceled", ["$_"]])"));
  EXPECT_TRUE(callee.hears(R"([69, 1, {"mode": "killnowait", "reason": "$_"}])"));
}

TEST_F(CallCancelingTest, WithAMistypedModeIsAViolation) {
  auto& caller = calls(canceling_callee());
  caller.says(R"([49, 1, {"mode": 1}])");
  EXPECT_TRUE(caller.is_aborted());
}

TEST_F(CallCancelingTest, IgnoresACallThatHasEnded) {
  auto& callee = canceling_callee();
  auto& caller = calls(callee);
  callee.says("[70, 1, {}]");
  caller.skip();
  caller.says("[49, 1, {}]");
  EXPECT_TRUE(caller.hears_nothing());
  EXPECT_TRUE(callee.hears_nothing());
}

TEST_F(CallCancelingTest, CancelsOnlyCallsOfItsOwn) {
  auto& callee = canceling_callee();
  auto& caller = calls(callee);
  auto& stranger = join("stranger");
  stranger.says("[49, 1, {}]");
  EXPECT_TRUE(stranger.hears_nothing());
  callee.says("[70, 1, {}]");
  EXPECT_TRUE(caller.hears("[50, 1, {}]"));
}

TEST_F(CallCancelingTest, InterruptsTheCalleeWhenTheCallerLeaves) {
  auto& callee = canceling_callee();
  calls(callee).vanishes();
  EXPECT_TRUE(callee.hears(R"([69, 1, {"mode": "killnowait", "reason": "wamp.error.canceled"}])"));
  callee.says("[70, 1, {}]");
  EXPECT_TRUE(callee.hears_nothing());
}

TEST_F(CallCancelingTest, SendsNothingAfterGoodbyeOfACallerInACall) {
  auto& callee = canceling_callee();
  auto& caller = calls(callee);
  caller.says(R"([6, {}, "wamp.close.close_realm"])");
  EXPECT_TRUE(caller.hears(R"([6, {}, "wamp.close.goodbye_and_out"])"));
  EXPECT_TRUE(caller.hears_nothing());
}

TEST_F(CallCancelingTest, LeavesACalleeAloneThatCannotBeInterruptedWhenTheCallerLeaves) {
  auto& callee = plain_callee();
  calls(callee).vanishes();
  EXPECT_TRUE(callee.hears_nothing());
}

TEST_F(CallCancelingTest, UnderstandsTheOtherSpellingOfTheFeature) {
  auto& callee = provides(join_as("callee", {"call_cancelling"}));
  calls(callee).says("[49, 1, {}]");
  EXPECT_TRUE(callee.hears(R"([69, 1, {"mode": "killnowait", "reason": "$_"}])"));
}

}  // namespace
}  // namespace deskgate::router
