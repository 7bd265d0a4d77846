// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "tests/router/transcript.hpp"

namespace deskgate::router {
namespace {

class CallRerouteTest : public RouterTest {
 protected:
  ~CallRerouteTest() override { EXPECT_TRUE(realm.dealer().invariant()); }

  // Provides "a.b" with these REGISTER.Options: "$ab".
  TestClient& provides(TestClient& callee, const std::string& options = "{}") {
    callee.says("[64, 1, " + options + R"(, "a.b"])");
    EXPECT_TRUE(callee.hears(R"([65, 1, "$ab"])"));
    return callee;
  }

  // Three callees that share "a.b" and may say that they are unavailable.
  void share(const std::string& policy) {
    const auto options = R"({"invoke": ")" + policy + "\"}";
    provides(one, options);
    provides(two, options);
    provides(three, options);
  }

  static void cannot_attend(TestClient& callee, int invocation) {
    callee.says("[8, 68, " + std::to_string(invocation) + R"(, {}, "wamp.error.unavailable"])");
  }

  TestClient& one = join_as("callee", {"call_reroute"});
  TestClient& two = join_as("callee", {"call_reroute"});
  TestClient& three = join_as("callee", {"call_reroute"});
  TestClient& caller = join("caller");
};

TEST_F(CallRerouteTest, RoundRobinAsksTheNext) {
  share("roundrobin");
  caller.says(R"([48, 1, {}, "a.b", ["x"]])");
  EXPECT_TRUE(one.hears(R"([68, 1, "$ab", {}, ["x"]])"));
  cannot_attend(one, 1);
  EXPECT_TRUE(two.hears(R"([68, 1, "$ab", {}, ["x"]])"));
  two.says("[70, 1, {}, [2]]");
  EXPECT_TRUE(caller.hears("[50, 1, {}, [2]]"));
  EXPECT_TRUE(three.hears_nothing());
}

TEST_F(CallRerouteTest, FirstAsksTheOneThatCameAfter) {
  share("first");
  caller.says(R"([48, 1, {}, "a.b"])");
  cannot_attend(one, 1);
  EXPECT_TRUE(two.hears(R"([68, 1, "$ab", {}])"));
}

TEST_F(CallRerouteTest, LastAsksTheOneThatCameBefore) {
  share("last");
  caller.says(R"([48, 1, {}, "a.b"])");
  cannot_attend(three, 1);
  EXPECT_TRUE(two.hears(R"([68, 1, "$ab", {}])"));
}

TEST_F(CallRerouteTest, RandomAsksEachOnce) {
  share("random");
  caller.says(R"([48, 1, {}, "a.b"])");
  for (auto* callee : {&one, &two, &three, &one, &two, &three}) {
    if (callee->hears(R"([68, 1, "$ab", {}])")) cannot_attend(*callee, 1);
  }
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.no_available_callee", ["$_"]])"));
}

TEST_F(CallRerouteTest, EndsWhenNobodyIsLeft) {
  share("roundrobin");
  caller.says(R"([48, 1, {}, "a.b"])");
  cannot_attend(one, 1);
  cannot_attend(two, 1);
  EXPECT_TRUE(caller.hears_nothing());
  cannot_attend(three, 1);
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.no_available_callee", ["$_"]])"));
}

TEST_F(CallRerouteTest, EndsAtOnceWhereThereIsOneCallee) {
  provides(one);
  caller.says(R"([48, 1, {}, "a.b"])");
  cannot_attend(one, 1);
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.no_available_callee", ["$_"]])"));
}

TEST_F(CallRerouteTest, PassesTheErrorOfACalleeThatHasNotAnnouncedIt) {
  auto& plain = provides(join("callee"), R"({"invoke": "first"})");
  provides(two, R"({"invoke": "first"})");
  caller.says(R"([48, 1, {}, "a.b"])");
  cannot_attend(plain, 1);
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.unavailable"])"));
}

TEST_F(CallRerouteTest, DropsASecondAnswerOfTheOneThatCouldNot) {
  share("first");
  caller.says(R"([48, 1, {}, "a.b"])");
  cannot_attend(one, 1);
  one.says("[70, 1, {}, [1]]");
  EXPECT_TRUE(caller.hears_nothing());
  EXPECT_TRUE(one.session.is_established());
}

TEST_F(CallRerouteTest, AsksNobodyElseOnceResultsHaveArrived) {
  auto& streaming =
      join_as("callee", {"call_reroute", "call_canceling", "progressive_call_results"});
  provides(streaming, R"({"invoke": "first"})");
  provides(two, R"({"invoke": "first"})");
  caller.says(R"([48, 1, {"receive_progress": true}, "a.b"])");
  streaming.says(R"([70, 1, {"progress": true}, [1]])");
  caller.skip();
  cannot_attend(streaming, 1);
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.unavailable"])"));
}

}  // namespace
}  // namespace deskgate::router
