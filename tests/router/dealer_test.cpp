// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/dealer.hpp"

#include "tests/router/octets.hpp"
#include "tests/router/transcript.hpp"

namespace deskgate::router {
namespace {

class DealerTest : public RouterTest {
 protected:
  ~DealerTest() override { EXPECT_TRUE(realm.dealer().invariant()); }

  // A client that provides "org.example.echo": "$echo".
  TestClient& echo_callee() {
    auto& callee = join("callee");
    callee.says(R"([64, 1, {}, "org.example.echo"])");
    EXPECT_TRUE(callee.hears(R"([65, 1, "$echo"])"));
    return callee;
  }
};

TEST_F(DealerTest, RelaysACallAndItsResult) {
  auto& callee = echo_callee();
  auto& caller = join("caller");
  caller.says(R"([48, 1, {}, "org.example.echo", ["x"], {"k": 1}])");
  EXPECT_TRUE(callee.hears(R"([68, 1, "$echo", {}, ["x"], {"k": 1}])"));
  callee.says(R"([70, 1, {}, ["y"], {"l": 2}])");
  EXPECT_TRUE(caller.hears(R"([50, 1, {}, ["y"], {"l": 2}])"));
}

TEST_F(DealerTest, RelaysAnError) {
  auto& callee = echo_callee();
  auto& caller = join("caller");
  caller.says(R"([48, 1, {}, "org.example.echo"])");
  callee.says(R"([8, 68, 1, {"x": 1}, "org.example.error.broken", ["why"], {"k": 1}])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "org.example.error.broken", ["why"], {"k": 1}])"));
}

TEST_F(DealerTest, PassesArgumentsAsTheyAreWritten) {
  auto& callee = echo_callee();
  auto& caller = join("caller");
  caller.says(R"([48, 1, {}, "org.example.echo", [ 1e400, 1.10 ], {"b":1,"a":"\u0041"}])");
  EXPECT_TRUE(callee.hears_octets(R"([68,1,"$echo",{},[ 1e400, 1.10 ],{"b":1,"a":"\u0041"}])"));
  callee.says(R"([70, 1, {}, [ 18446744073709551615 ]])");
  EXPECT_TRUE(caller.hears_octets("[50,1,{},[ 18446744073709551615 ]]"));
}

TEST_F(DealerTest, PassesNoArgumentsAsNone) {
  auto& callee = echo_callee();
  auto& caller = join("caller");
  caller.says(R"([48, 1, {}, "org.example.echo"])");
  EXPECT_TRUE(callee.hears(R"([68, 1, "$echo", {}])"));
  callee.says("[70, 1, {}]");
  EXPECT_TRUE(caller.hears("[50, 1, {}]"));
}

TEST_F(DealerTest, NumbersInvocationsFromOneForEachCallee) {
  auto& callee = echo_callee();
  auto& other = join("other");
  other.says(R"([64, 1, {}, "org.example.other"])");
  EXPECT_TRUE(other.hears(R"([65, 1, "$other"])"));
  auto& caller = join("caller");
  caller.says(R"([48, 1, {}, "org.example.echo"])");
  caller.says(R"([48, 2, {}, "org.example.other"])");
  caller.says(R"([48, 3, {}, "org.example.echo"])");
  EXPECT_TRUE(callee.hears(R"([68, 1, "$echo", {}])"));
  EXPECT_TRUE(callee.hears(R"([68, 2, "$echo", {}])"));
  EXPECT_TRUE(other.hears(R"([68, 1, "$other", {}])"));
}

TEST_F(DealerTest, RelaysAnswersInTheOrderInWhichTheyCome) {
  auto& callee = echo_callee();
  auto& caller = join("caller");
  caller.says(R"([48, 1, {}, "org.example.echo"])");
  caller.says(R"([48, 2, {}, "org.example.echo"])");
  callee.says("[70, 2, {}, [2]]");
  callee.says("[70, 1, {}, [1]]");
  EXPECT_TRUE(caller.hears("[50, 2, {}, [2]]"));
  EXPECT_TRUE(caller.hears("[50, 1, {}, [1]]"));
}

TEST_F(DealerTest, LetsASessionCallItself) {
  auto& callee = echo_callee();
  callee.says(R"([48, 2, {}, "org.example.echo", [1]])");
  EXPECT_TRUE(callee.hears(R"([68, 1, "$echo", {}, [1]])"));
  callee.says("[70, 1, {}, [1]]");
  EXPECT_TRUE(callee.hears("[50, 2, {}, [1]]"));
}

TEST_F(DealerTest, KnowsNoProcedureThatNobodyProvides) {
  auto& caller = join("caller");
  caller.says(R"([48, 1, {}, "org.example.echo"])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.no_such_procedure", ["$_"]])"));
}

TEST_F(DealerTest, LetsOneCalleeProvideAProcedure) {
  echo_callee();
  auto& other = join("other");
  other.says(R"([64, 1, {}, "org.example.echo"])");
  EXPECT_TRUE(other.hears(R"([8, 64, 1, {}, "wamp.error.procedure_already_exists", ["$_"]])"));
}

TEST_F(DealerTest, RefusesTheSameCalleeTwiceToo) {
  auto& callee = echo_callee();
  callee.says(R"([64, 2, {}, "org.example.echo"])");
  EXPECT_TRUE(callee.hears(R"([8, 64, 2, {}, "wamp.error.procedure_already_exists", ["$_"]])"));
}

TEST_F(DealerTest, SendsNoMoreCallsAfterUnregister) {
  auto& callee = echo_callee();
  callee.says(R"([66, 2, "$echo"])");
  EXPECT_TRUE(callee.hears("[67, 2]"));
  auto& caller = join("caller");
  caller.says(R"([48, 1, {}, "org.example.echo"])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.no_such_procedure", ["$_"]])"));
}

TEST_F(DealerTest, LetsTheCalleeAnswerAfterUnregister) {
  auto& callee = echo_callee();
  auto& caller = join("caller");
  caller.says(R"([48, 1, {}, "org.example.echo"])");
  callee.says(R"([66, 2, "$echo"])");
  callee.says("[70, 1, {}, [1]]");
  EXPECT_TRUE(caller.hears("[50, 1, {}, [1]]"));
}

TEST_F(DealerTest, RefusesToUnregisterWhatAnotherProvides) {
  echo_callee();
  auto& other = join("other");
  other.says(R"([66, 1, "$echo"])");
  EXPECT_TRUE(other.hears(R"([8, 66, 1, {}, "wamp.error.no_such_registration", ["$_"]])"));
}

TEST_F(DealerTest, TellsTheCallerWhenTheCalleeLeavesDuringACall) {
  auto& callee = echo_callee();
  auto& caller = join("caller");
  caller.says(R"([48, 1, {}, "org.example.echo"])");
  callee.vanishes();
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.canceled", ["$_"]])"));
  EXPECT_TRUE(caller.hears_nothing());
}

TEST_F(DealerTest, TellsTheCallerWhenTheCalleeSaysGoodbyeDuringACall) {
  auto& callee = echo_callee();
  auto& caller = join("caller");
  caller.says(R"([48, 1, {}, "org.example.echo"])");
  callee.says(R"([6, {}, "wamp.close.close_realm"])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.canceled", ["$_"]])"));
}

TEST_F(DealerTest, FreesTheProceduresOfACalleeThatLeaves) {
  echo_callee().vanishes();
  auto& other = join("other");
  other.says(R"([64, 1, {}, "org.example.echo"])");
  EXPECT_TRUE(other.hears(R"([65, 1, "$_"])"));
}

TEST_F(DealerTest, DropsTheAnswerToACallerThatHasLeft) {
  auto& callee = echo_callee();
  auto& caller = join("caller");
  caller.says(R"([48, 1, {}, "org.example.echo"])");
  caller.says(R"([48, 2, {}, "org.example.echo"])");
  caller.vanishes();
  callee.skip();
  callee.says("[70, 1, {}]");
  callee.says(R"([8, 68, 2, {}, "org.example.error.broken"])");
  EXPECT_TRUE(callee.hears_nothing());
  EXPECT_TRUE(callee.session.is_established());
}

TEST_F(DealerTest, EndsASelfCallWithItsSession) {
  auto& callee = echo_callee();
  callee.says(R"([48, 2, {}, "org.example.echo"])");
  callee.skip();
  callee.vanishes();
  EXPECT_TRUE(callee.hears_nothing());
}

TEST_F(DealerTest, AnswersCancelAtOnceAndDropsTheLateAnswer) {
  auto& callee = echo_callee();
  auto& caller = join("caller");
  caller.says(R"([48, 1, {}, "org.example.echo"])");
  caller.says(R"([49, 1, {}])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.canceled", ["$_"]])"));
  EXPECT_TRUE(callee.hears(R"([68, 1, "$echo", {}])"));
  callee.says("[70, 1, {}]");
  EXPECT_TRUE(callee.hears_nothing());
  EXPECT_TRUE(caller.hears_nothing());
  EXPECT_TRUE(callee.session.is_established());
}

TEST_F(DealerTest, IgnoresCancelForACallThatIsAnswered) {
  auto& callee = echo_callee();
  auto& caller = join("caller");
  caller.says(R"([48, 1, {}, "org.example.echo"])");
  callee.says("[70, 1, {}]");
  caller.skip();
  caller.says("[49, 1, {}]");
  EXPECT_TRUE(caller.hears_nothing());
}

TEST_F(DealerTest, IgnoresCancelForACallThatNeverWas) {
  auto& caller = join("caller");
  caller.says("[49, 77, {}]");
  EXPECT_TRUE(caller.hears_nothing());
  EXPECT_TRUE(caller.session.is_established());
}

TEST_F(DealerTest, IgnoresASecondAnswer) {
  auto& callee = echo_callee();
  auto& caller = join("caller");
  caller.says(R"([48, 1, {}, "org.example.echo"])");
  callee.says("[70, 1, {}]");
  callee.says("[70, 1, {}]");
  EXPECT_TRUE(caller.hears("[50, 1, {}]"));
  EXPECT_TRUE(caller.hears_nothing());
  EXPECT_TRUE(callee.session.is_established());
}

TEST_F(DealerTest, AbortsACalleeThatAnswersWhatItWasNotAsked) {
  auto& callee = echo_callee();
  join("caller").says(R"([48, 1, {}, "org.example.echo"])");
  callee.skip();
  callee.says("[70, 2, {}]");
  EXPECT_TRUE(callee.is_aborted());
}

TEST_F(DealerTest, AbortsASessionThatAnswersForAnother) {
  echo_callee();
  join("caller").says(R"([48, 1, {}, "org.example.echo"])");
  auto& stranger = join("stranger");
  stranger.says("[70, 1, {}]");
  EXPECT_TRUE(stranger.is_aborted());
}

TEST_F(DealerTest, TellsTheCallerWhenTheCalleeIsAborted) {
  auto& callee = echo_callee();
  auto& caller = join("caller");
  caller.says(R"([48, 1, {}, "org.example.echo"])");
  callee.says("[99]");
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.canceled", ["$_"]])"));
}

TEST_F(DealerTest, WaitsForTheFinalAnswerOfACalleeThatReportsProgress) {
  auto& callee = echo_callee();
  auto& caller = join("caller");
  caller.says(R"([48, 1, {}, "org.example.echo"])");
  callee.says(R"([70, 1, {"progress": true}, [1]])");
  EXPECT_TRUE(caller.hears_nothing());
  callee.says("[70, 1, {}, [2]]");
  EXPECT_TRUE(caller.hears("[50, 1, {}, [2]]"));
}

TEST_F(DealerTest, ReplacesAnErrorThatIsNoUri) {
  auto& callee = echo_callee();
  auto& caller = join("caller");
  caller.says(R"([48, 1, {}, "org.example.echo"])");
  callee.says(R"([8, 68, 1, {}, "not a uri"])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.invalid_uri", ["$_"]])"));
}

// [48, 1, {}, "org.example.echo", [NaN]] in MessagePack.
constexpr auto call_with_nan =
    "95 30 01 80 b0 6f72672e6578616d706c652e6563686f 91 cb7ff8000000000000";

TEST_F(DealerTest, RefusesArgumentsThatTheCalleesSerializerCannotExpress) {
  auto& callee = echo_callee();
  auto& caller = join("caller");
  caller.session.receive(msgpack_serializer().decode(hex(call_with_nan)).value());
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.invalid_argument", ["$_"]])"));
  EXPECT_TRUE(callee.hears_nothing());
}

TEST_F(DealerTest, BoundsTheCallsThatASessionWaitsFor) {
  auto& callee = echo_callee();
  auto& caller = join("caller");
  for (int id = 1; id <= 1024; ++id) {
    caller.says("[48, " + std::to_string(id) + R"(, {}, "org.example.echo"])");
  }
  caller.says(R"([48, 1025, {}, "org.example.echo"])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 1025, {}, "wamp.error.unavailable", ["$_"]])"));
  callee.says("[70, 500, {}]");
  EXPECT_TRUE(caller.hears("[50, 500, {}]"));
  callee.skip();
  caller.says(R"([48, 1026, {}, "org.example.echo"])");
  EXPECT_TRUE(callee.hears(R"([68, 1025, "$echo", {}])"));
}

TEST_F(DealerTest, BoundsTheRegistrationsOfASession) {
  auto& callee = join("callee");
  for (int id = 1; id <= 4096; ++id) {
    callee.says("[64, " + std::to_string(id) + R"(, {}, "a.)" + std::to_string(id) + "\"]");
  }
  callee.skip();
  callee.says(R"([64, 4097, {}, "one.too.many"])");
  EXPECT_TRUE(callee.hears(R"([8, 64, 4097, {}, "wamp.error.unavailable", ["$_"]])"));
}

}  // namespace
}  // namespace deskgate::router
