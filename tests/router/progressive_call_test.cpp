// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "tests/router/transcript.hpp"

namespace deskgate::router {
namespace {

class ProgressiveCallTest : public RouterTest {
 protected:
  ~ProgressiveCallTest() override { EXPECT_TRUE(realm.dealer().invariant()); }

  // Provides "a.b" with these REGISTER.Options: "$ab".
  TestClient& provides(TestClient& callee, const std::string& options = "{}") {
    callee.says("[64, 1, " + options + R"(, "a.b"])");
    EXPECT_TRUE(callee.hears(R"([65, 1, "$ab"])"));
    return callee;
  }

  TestClient& streaming_callee() {
    return provides(join_as(
        "callee", {"call_canceling", "progressive_call_results", "progressive_call_invocations"}));
  }
  TestClient& streaming_caller() { return join_as("caller", {"progressive_call_invocations"}); }
};

TEST_F(ProgressiveCallTest, PassesProgressiveResultsAtOnce) {
  auto& callee = streaming_callee();
  auto& caller = join("caller");
  caller.says(R"([48, 1, {"receive_progress": true}, "a.b"])");
  EXPECT_TRUE(callee.hears(R"([68, 1, "$ab", {"receive_progress": true}])"));
  callee.says(R"([70, 1, {"progress": true}, [1]])");
  EXPECT_TRUE(caller.hears(R"([50, 1, {"progress": true}, [1]])"));
  callee.says(R"([70, 1, {"progress": true}, [2]])");
  EXPECT_TRUE(caller.hears(R"([50, 1, {"progress": true}, [2]])"));
  callee.says("[70, 1, {}, [3]]");
  EXPECT_TRUE(caller.hears("[50, 1, {}, [3]]"));
}

TEST_F(ProgressiveCallTest, PassesAnErrorAfterProgressiveResults) {
  auto& callee = streaming_callee();
  auto& caller = join("caller");
  caller.says(R"([48, 1, {"receive_progress": true}, "a.b"])");
  callee.says(R"([70, 1, {"progress": true}, [1]])");
  caller.skip();
  callee.says(R"([8, 68, 1, {}, "a.error"])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "a.error"])"));
}

TEST_F(ProgressiveCallTest, DropsProgressThatNobodyAskedFor) {
  auto& callee = streaming_callee();
  auto& caller = join("caller");
  caller.says(R"([48, 1, {}, "a.b"])");
  EXPECT_TRUE(callee.hears(R"([68, 1, "$ab", {}])"));
  callee.says(R"([70, 1, {"progress": true}, [1]])");
  EXPECT_TRUE(caller.hears_nothing());
  callee.says("[70, 1, {}, [2]]");
  EXPECT_TRUE(caller.hears("[50, 1, {}, [2]]"));
}

TEST_F(ProgressiveCallTest, AsksNoCalleeForProgressThatCannotBeInterrupted) {
  auto& callee = provides(join_as("callee", {"progressive_call_results"}));
  join("caller").says(R"([48, 1, {"receive_progress": true}, "a.b"])");
  EXPECT_TRUE(callee.hears(R"([68, 1, "$ab", {}])"));
}

TEST_F(ProgressiveCallTest, TakesMistypedProgressForAViolation) {
  auto& callee = streaming_callee();
  join("caller").says(R"([48, 1, {"receive_progress": true}, "a.b"])");
  callee.skip();
  callee.says(R"([70, 1, {"progress": 1}])");
  EXPECT_TRUE(callee.is_aborted());
}

TEST_F(ProgressiveCallTest, PassesEachChunkUnderOneInvocation) {
  auto& callee = streaming_callee();
  auto& caller = streaming_caller();
  caller.says(R"([48, 1, {"progress": true}, "a.b", [1]])");
  EXPECT_TRUE(callee.hears(R"([68, 1, "$ab", {"progress": true}, [1]])"));
  caller.says(R"([48, 1, {"progress": true}, "a.b", [2]])");
  EXPECT_TRUE(callee.hears(R"([68, 1, "$ab", {"progress": true}, [2]])"));
  caller.says(R"([48, 1, {}, "a.b", [3]])");
  EXPECT_TRUE(callee.hears(R"([68, 1, "$ab", {}, [3]])"));
  callee.says("[70, 1, {}, [6]]");
  EXPECT_TRUE(caller.hears("[50, 1, {}, [6]]"));
}

TEST_F(ProgressiveCallTest, GoesBothWaysAtOnce) {
  auto& callee = streaming_callee();
  auto& caller = streaming_caller();
  caller.says(R"([48, 1, {"progress": true, "receive_progress": true}, "a.b", [1]])");
  EXPECT_TRUE(callee.hears(R"([68, 1, "$ab", {"progress": true, "receive_progress": true}, [1]])"));
  callee.says(R"([70, 1, {"progress": true}, [10]])");
  EXPECT_TRUE(caller.hears(R"([50, 1, {"progress": true}, [10]])"));
  caller.says(R"([48, 1, {}, "a.b", [2]])");
  EXPECT_TRUE(callee.hears(R"([68, 1, "$ab", {}, [2]])"));
  callee.says("[70, 1, {}, [20]]");
  EXPECT_TRUE(caller.hears("[50, 1, {}, [20]]"));
}

TEST_F(ProgressiveCallTest, LetsOtherCallsPassBetweenTheChunks) {
  auto& callee = streaming_callee();
  auto& caller = streaming_caller();
  caller.says(R"([48, 1, {"progress": true}, "a.b", [1]])");
  caller.says(R"([48, 2, {}, "a.b", ["other"]])");
  caller.says(R"([48, 1, {}, "a.b", [2]])");
  EXPECT_TRUE(callee.hears(R"([68, 1, "$ab", {"progress": true}, [1]])"));
  EXPECT_TRUE(callee.hears(R"([68, 2, "$ab", {}, ["other"]])"));
  EXPECT_TRUE(callee.hears(R"([68, 1, "$ab", {}, [2]])"));
}

TEST_F(ProgressiveCallTest, CountsRequestsOfAllKindsInOneSequence) {
  streaming_callee();
  auto& caller = streaming_caller();
  caller.says(R"([32, 1, {}, "a.topic"])");
  caller.says(R"([48, 2, {"progress": true}, "a.b"])");
  caller.says(R"([16, 3, {}, "a.topic"])");
  caller.says(R"([48, 2, {}, "a.b"])");
  caller.skip();
  caller.says(R"([48, 5, {}, "a.b"])");
  EXPECT_TRUE(caller.is_aborted());
}

TEST_F(ProgressiveCallTest, ReachesTheSameCalleeThoughTheRegistrationHasGone) {
  auto& callee = streaming_callee();
  auto& caller = streaming_caller();
  caller.says(R"([48, 1, {"progress": true}, "a.b", [1]])");
  callee.says(R"([66, 2, "$ab"])");
  callee.skip();
  caller.says(R"([48, 1, {}, "a.b", [2]])");
  EXPECT_TRUE(callee.hears(R"([68, 1, "$ab", {}, [2]])"));
}

TEST_F(ProgressiveCallTest, ReachesTheSameCalleeThoughAnotherHasItsTurn) {
  auto& first = join_as("callee", {"call_canceling", "progressive_call_invocations"});
  provides(first, R"({"invoke": "roundrobin"})");
  auto& second = join_as("callee", {"call_canceling", "progressive_call_invocations"});
  provides(second, R"({"invoke": "roundrobin"})");
  auto& caller = streaming_caller();
  caller.says(R"([48, 1, {"progress": true}, "a.b", [1]])");
  caller.says(R"([48, 1, {}, "a.b", [2]])");
  EXPECT_TRUE(first.hears(R"([68, 1, "$ab", {"progress": true}, [1]])"));
  EXPECT_TRUE(first.hears(R"([68, 1, "$ab", {}, [2]])"));
  EXPECT_TRUE(second.hears_nothing());
}

TEST_F(ProgressiveCallTest, TakesNoOptionsFromLaterChunks) {
  auto& callee = streaming_callee();
  auto& caller = streaming_caller();
  caller.says(R"([48, 1, {"progress": true}, "a.b"])");
  callee.skip();
  caller.says(
      R"([48, 1, {"progress": true, "disclose_me": true, "timeout": 5, "x": 1}, "a.b", [2]])");
  EXPECT_TRUE(callee.hears(R"([68, 1, "$ab", {"progress": true}, [2]])"));
}

TEST_F(ProgressiveCallTest, DropsChunksThatCrossTheEnd) {
  auto& callee = streaming_callee();
  auto& caller = streaming_caller();
  caller.says(R"([48, 1, {"progress": true}, "a.b"])");
  callee.says("[70, 1, {}]");
  callee.skip();
  caller.skip();
  caller.says(R"([48, 1, {"progress": true}, "a.b", [2]])");
  EXPECT_TRUE(caller.hears_nothing());
  EXPECT_TRUE(callee.hears_nothing());
  EXPECT_TRUE(caller.session.is_established());
}

TEST_F(ProgressiveCallTest, DropsChunksThatCrossARefusal) {
  auto& caller = streaming_caller();
  caller.says(R"([48, 1, {"progress": true}, "nobody.there", [1]])");
  caller.says(R"([48, 1, {}, "nobody.there", [2]])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.no_such_procedure", ["$_"]])"));
  EXPECT_TRUE(caller.hears_nothing());
  EXPECT_TRUE(caller.session.is_established());
}

TEST_F(ProgressiveCallTest, DropsChunksOfACallToTheRouterItself) {
  auto& caller = streaming_caller();
  caller.says(R"([48, 1, {"progress": true}, "wamp.session.count"])");
  caller.says(R"([48, 1, {}, "wamp.session.count"])");
  EXPECT_TRUE(caller.hears("[50, 1, {}, [1]]"));
  EXPECT_TRUE(caller.hears_nothing());
}

TEST_F(ProgressiveCallTest, TakesMoreOfAnOrdinaryCallForAViolation) {
  streaming_callee();
  auto& caller = streaming_caller();
  caller.says(R"([48, 1, {}, "a.b"])");
  caller.says(R"([48, 1, {}, "a.b"])");
  EXPECT_TRUE(caller.is_aborted());
}

TEST_F(ProgressiveCallTest, TakesAnIdThatNeverWasProgressiveForAViolation) {
  auto& callee = streaming_callee();
  auto& caller = streaming_caller();
  caller.says(R"([48, 1, {}, "a.b"])");
  callee.says("[70, 1, {}]");
  caller.skip();
  caller.says(R"([48, 1, {"progress": true}, "a.b"])");
  EXPECT_TRUE(caller.is_aborted());
}

TEST_F(ProgressiveCallTest, TakesAGapForAViolation) {
  streaming_callee();
  auto& caller = streaming_caller();
  caller.says(R"([48, 2, {"progress": true}, "a.b"])");
  EXPECT_TRUE(caller.is_aborted());
}

TEST_F(ProgressiveCallTest, IsAViolationOfACallerThatHasNotAnnouncedIt) {
  streaming_callee();
  auto& caller = join("caller");
  caller.says(R"([48, 1, {"progress": true}, "a.b"])");
  EXPECT_TRUE(caller.is_aborted());
}

TEST_F(ProgressiveCallTest, IsRefusedForACalleeThatHasNotAnnouncedIt) {
  provides(join_as("callee", {"call_canceling"}));
  auto& caller = streaming_caller();
  caller.says(R"([48, 1, {"progress": true}, "a.b"])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.feature_not_supported", ["$_"]])"));
}

TEST_F(ProgressiveCallTest, IsRefusedForACalleeThatCannotBeInterrupted) {
  provides(join_as("callee", {"progressive_call_invocations"}));
  auto& caller = streaming_caller();
  caller.says(R"([48, 1, {"progress": true}, "a.b"])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.feature_not_supported", ["$_"]])"));
}

TEST_F(ProgressiveCallTest, IsCancelledWhole) {
  auto& callee = streaming_callee();
  auto& caller = streaming_caller();
  caller.says(R"([48, 1, {"progress": true}, "a.b"])");
  callee.skip();
  caller.says("[49, 1, {}]");
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.canceled", ["$_"]])"));
  EXPECT_TRUE(callee.hears(R"([69, 1, {"mode": "killnowait", "reason": "$_"}])"));
}

}  // namespace
}  // namespace deskgate::router
