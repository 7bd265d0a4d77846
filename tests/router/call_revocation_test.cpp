// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What becomes of calls in flight when the authorizer's rules change.

#include "tests/router/transcript.hpp"

namespace deskgate::router {
namespace {

class CallRevocationTest : public RouterTest {
 protected:
  ~CallRevocationTest() override { EXPECT_TRUE(realm.dealer().invariant()); }

  // Provides `procedure`: "$r".
  TestClient& provides(const std::string& procedure, const std::string& options = "{}") {
    auto& callee = join_as("callee", {"call_canceling"});
    callee.says("[64, 1, " + options + R"(, ")" + procedure + R"("])");
    EXPECT_TRUE(callee.hears(R"([65, 1, "$r"])"));
    return callee;
  }

  void refuse_calls_of(const std::string& procedure) {
    authorizer.refuses = [procedure](const Principal&, const Request& what) {
      return what.action == Action::call && what.uri == procedure;
    };
    router.judge_again();
  }

  static constexpr auto refusal = R"([8, 48, 1, {}, "wamp.error.not_authorized", ["$_"]])";
};

TEST_F(CallRevocationTest, EndsTheCallAndInterruptsTheCallee) {
  auto& callee = provides("a.b");
  auto& caller = join("caller");
  caller.says(R"([48, 1, {}, "a.b"])");
  EXPECT_TRUE(callee.hears(R"([68, 1, "$r", {}])"));
  refuse_calls_of("a.b");
  EXPECT_TRUE(caller.hears(refusal));
  EXPECT_TRUE(
      callee.hears(R"([69, 1, {"mode": "killnowait", "reason": "wamp.error.not_authorized"}])"));
}

TEST_F(CallRevocationTest, DropsTheAnswerThatComesLater) {
  auto& callee = provides("a.b");
  auto& caller = join("caller");
  caller.says(R"([48, 1, {}, "a.b"])");
  refuse_calls_of("a.b");
  caller.skip();
  callee.says("[70, 1, {}, [1]]");
  EXPECT_TRUE(caller.hears_nothing());
  EXPECT_TRUE(callee.session.is_established());
}

TEST_F(CallRevocationTest, SparesCallsThatAreStillAllowed) {
  auto& callee = provides("a.b");
  auto& caller = join("caller");
  caller.says(R"([48, 1, {}, "a.b"])");
  refuse_calls_of("a.c");
  callee.says("[70, 1, {}, [1]]");
  EXPECT_TRUE(caller.hears("[50, 1, {}, [1]]"));
}

TEST_F(CallRevocationTest, JudgesACallToAPatternByTheProcedureThatWasCalled) {
  auto& callee = provides("a", R"({"match": "prefix"})");
  auto& refused = join("refused");
  auto& spared = join("spared");
  refused.says(R"([48, 1, {}, "a.b"])");
  spared.says(R"([48, 1, {}, "a.c"])");
  refuse_calls_of("a.b");
  EXPECT_TRUE(refused.hears(refusal));
  callee.says("[70, 2, {}, [1]]");
  EXPECT_TRUE(spared.hears("[50, 1, {}, [1]]"));
}

TEST_F(CallRevocationTest, EndsAProgressiveCallThatGoesOn) {
  auto& callee = join_as("callee", {"call_canceling", "progressive_call_invocations"});
  callee.says(R"([64, 1, {}, "a.b"])");
  EXPECT_TRUE(callee.hears(R"([65, 1, "$r"])"));
  auto& caller = join_as("caller", {"progressive_call_invocations"});
  caller.says(R"([48, 1, {"progress": true}, "a.b"])");
  refuse_calls_of("a.b");
  EXPECT_TRUE(caller.hears(refusal));
  caller.says(R"([48, 1, {"progress": true}, "a.b"])");
  EXPECT_TRUE(caller.hears_nothing());
  EXPECT_TRUE(caller.session.is_established());
}

}  // namespace
}  // namespace deskgate::router
