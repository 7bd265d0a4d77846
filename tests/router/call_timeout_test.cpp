// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "tests/router/transcript.hpp"

namespace deskgate::router {
namespace {

class CallTimeoutTest : public RouterTest {
 protected:
  ~CallTimeoutTest() override { EXPECT_TRUE(realm.dealer().invariant()); }

  // Provides "a.b" with these REGISTER.Options: "$ab".
  TestClient& provides(TestClient& callee, const std::string& options = "{}") {
    callee.says("[64, 1, " + options + R"(, "a.b"])");
    EXPECT_TRUE(callee.hears(R"([65, 1, "$ab"])"));
    return callee;
  }

  void waits(std::chrono::milliseconds time) {
    now += time;
    router.expire(now);
  }

  static constexpr std::chrono::milliseconds almost{99};
  static constexpr std::chrono::milliseconds moment{1};
};

TEST_F(CallTimeoutTest, EndsACallThatIsNotAnsweredInTime) {
  provides(join("callee"));
  auto& caller = join("caller");
  caller.says(R"([48, 1, {"timeout": 100}, "a.b"])");
  waits(almost);
  EXPECT_TRUE(caller.hears_nothing());
  waits(moment);
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.timeout", ["$_"]])"));
}

TEST_F(CallTimeoutTest, AsksToBeWokenThen) {
  provides(join("callee"));
  join("caller").says(R"([48, 1, {"timeout": 100}, "a.b"])");
  EXPECT_EQ(woken_by, now + almost + moment);
}

TEST_F(CallTimeoutTest, InterruptsTheCallee) {
  auto& callee = provides(join_as("callee", {"call_canceling"}));
  join("caller").says(R"([48, 1, {"timeout": 100}, "a.b"])");
  callee.skip();
  waits(almost + moment);
  EXPECT_TRUE(callee.hears(R"([69, 1, {"mode": "killnowait", "reason": "wamp.error.timeout"}])"));
}

TEST_F(CallTimeoutTest, DropsALateAnswer) {
  auto& callee = provides(join("callee"));
  auto& caller = join("caller");
  caller.says(R"([48, 1, {"timeout": 100}, "a.b"])");
  waits(almost + moment);
  caller.skip();
  callee.says("[70, 1, {}]");
  EXPECT_TRUE(caller.hears_nothing());
  EXPECT_TRUE(callee.session.is_established());
}

TEST_F(CallTimeoutTest, IsOverWithTheAnswer) {
  auto& callee = provides(join("callee"));
  auto& caller = join("caller");
  caller.says(R"([48, 1, {"timeout": 100}, "a.b"])");
  callee.says("[70, 1, {}]");
  caller.skip();
  waits(almost + moment);
  EXPECT_TRUE(caller.hears_nothing());
}

TEST_F(CallTimeoutTest, EndsACallWhoseCalleeDoesNotAnswerTheKill) {
  provides(join_as("callee", {"call_canceling"}));
  auto& caller = join("caller");
  caller.says(R"([48, 1, {"timeout": 100}, "a.b"])");
  caller.says(R"([49, 1, {"mode": "kill"}])");
  waits(almost + moment);
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.timeout", ["$_"]])"));
}

TEST_F(CallTimeoutTest, LimitsEachGapBetweenProgressiveResults) {
  auto& callee = provides(join_as("callee", {"call_canceling", "progressive_call_results"}));
  auto& caller = join("caller");
  caller.says(R"([48, 1, {"timeout": 100, "receive_progress": true}, "a.b"])");
  waits(almost);
  callee.says(R"([70, 1, {"progress": true}])");
  caller.skip();
  waits(almost);
  EXPECT_TRUE(caller.hears_nothing());
  waits(moment);
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.timeout", ["$_"]])"));
}

TEST_F(CallTimeoutTest, OfZeroIsNone) {
  provides(join("callee"));
  auto& caller = join("caller");
  caller.says(R"([48, 1, {"timeout": 0}, "a.b"])");
  waits(std::chrono::hours(1000));
  EXPECT_TRUE(caller.hears_nothing());
}

TEST_F(CallTimeoutTest, MustBeAWholeNumber) {
  auto& caller = join("caller");
  caller.says(R"([48, 1, {"timeout": -1}, "a.b"])");
  EXPECT_TRUE(caller.is_aborted());
}

TEST_F(CallTimeoutTest, MayBeAFloatWithAWholeValue) {
  provides(join("callee"));
  auto& caller = join("caller");
  caller.says(R"([48, 1, {"timeout": 100.0}, "a.b"])");
  waits(almost + moment);
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.timeout", ["$_"]])"));
}

TEST_F(CallTimeoutTest, IsLeftToACalleeThatWantsTo) {
  auto& callee = provides(join_as("callee", {"call_timeout"}), R"({"forward_timeout": true})");
  auto& caller = join("caller");
  caller.says(R"([48, 1, {"timeout": 100}, "a.b"])");
  EXPECT_TRUE(callee.hears(R"([68, 1, "$ab", {"timeout": 100}])"));
  waits(std::chrono::hours(1));
  EXPECT_TRUE(caller.hears_nothing());
}

TEST_F(CallTimeoutTest, StaysWithTheDealerIfTheCalleeHasNotAnnouncedIt) {
  auto& callee = provides(join("callee"), R"({"forward_timeout": true})");
  auto& caller = join("caller");
  caller.says(R"([48, 1, {"timeout": 100}, "a.b"])");
  EXPECT_TRUE(callee.hears(R"([68, 1, "$ab", {}])"));
  waits(almost + moment);
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.timeout", ["$_"]])"));
}

TEST_F(CallTimeoutTest, StaysWithTheDealerIfTheRegistrationDoesNotAskForIt) {
  auto& callee = provides(join_as("callee", {"call_timeout"}));
  join("caller").says(R"([48, 1, {"timeout": 100}, "a.b"])");
  EXPECT_TRUE(callee.hears(R"([68, 1, "$ab", {}])"));
}

class DefaultCallTimeoutTest : public CallTimeoutTest {
 protected:
  DefaultCallTimeoutTest() { router.add_realm("patient", {.call_timeout = almost + moment}); }

  TestClient& join_patient(const std::string& role, const std::string& features = "{}") {
    auto& client = connect();
    client.says(R"([1, "patient", {"roles": {")" + role + R"(": {"features": )" + features +
                "}}}]");
    client.skip();
    return client;
  }
};

TEST_F(DefaultCallTimeoutTest, EndsACallThatNamesNone) {
  provides(join_patient("callee"));
  auto& caller = join_patient("caller");
  caller.says(R"([48, 1, {}, "a.b"])");
  waits(almost + moment);
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.timeout", ["$_"]])"));
}

TEST_F(DefaultCallTimeoutTest, GivesWayToALongerOneThatIsAskedFor) {
  provides(join_patient("callee"));
  auto& caller = join_patient("caller");
  caller.says(R"([48, 1, {"timeout": 1000}, "a.b"])");
  waits(almost + moment);
  EXPECT_TRUE(caller.hears_nothing());
}

TEST_F(DefaultCallTimeoutTest, EndsACallThatTheCalleeForgetsToTimeOut) {
  provides(join_patient("callee", R"({"call_timeout": true})"), R"({"forward_timeout": true})");
  auto& caller = join_patient("caller");
  caller.says(R"([48, 1, {"timeout": 50}, "a.b"])");
  waits(almost + moment);
  EXPECT_TRUE(caller.hears_nothing());
  waits(std::chrono::milliseconds(50));
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.timeout", ["$_"]])"));
}

}  // namespace
}  // namespace deskgate::router
