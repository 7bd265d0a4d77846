// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "tests/router/transcript.hpp"

namespace deskgate::router {
namespace {

class RegistrationTest : public RouterTest {
 protected:
  ~RegistrationTest() override { EXPECT_TRUE(realm.dealer().invariant()); }

  // Provides "a.b" with these REGISTER.Options: "$ab".
  TestClient& provides(TestClient& callee, const std::string& options = "{}") {
    callee.says("[64, 1, " + options + R"(, "a.b"])");
    EXPECT_TRUE(callee.hears(R"([65, 1, "$ab"])"));
    return callee;
  }

  // Registers a procedure with these options: "$NAME".
  void registers(TestClient& callee, int request, const std::string& options,
                 const std::string& procedure, const std::string& name) {
    callee.says("[64, " + std::to_string(request) + ", " + options + ", \"" + procedure + "\"]");
    EXPECT_TRUE(callee.hears("[65, " + std::to_string(request) + ", \"$" + name + "\"]"));
  }

  // Three callees that share "a.b".
  void share(const std::string& policy) {
    const auto options = R"({"invoke": ")" + policy + "\"}";
    provides(one, options);
    provides(two, options);
    provides(three, options);
  }

  void calls(int request) { caller.says("[48, " + std::to_string(request) + R"(, {}, "a.b"])"); }

  TestClient& one = join("one");
  TestClient& two = join("two");
  TestClient& three = join("three");
  TestClient& caller = join("caller");
};

TEST_F(RegistrationTest, SharedRoundRobinAsksEachInTurn) {
  share("roundrobin");
  calls(1);
  calls(2);
  calls(3);
  calls(4);
  EXPECT_TRUE(one.hears(R"([68, 1, "$ab", {}])"));
  EXPECT_TRUE(two.hears(R"([68, 1, "$ab", {}])"));
  EXPECT_TRUE(three.hears(R"([68, 1, "$ab", {}])"));
  EXPECT_TRUE(one.hears(R"([68, 2, "$ab", {}])"));
}

TEST_F(RegistrationTest, SharedRoundRobinGoesOnWhereItWasWhenACalleeLeaves) {
  share("roundrobin");
  calls(1);
  one.vanishes();
  calls(2);
  calls(3);
  EXPECT_TRUE(two.hears(R"([68, 1, "$ab", {}])"));
  EXPECT_TRUE(three.hears(R"([68, 1, "$ab", {}])"));
}

TEST_F(RegistrationTest, SharedFirstAsksTheFirstUntilItLeaves) {
  share("first");
  calls(1);
  EXPECT_TRUE(one.hears(R"([68, 1, "$ab", {}])"));
  one.says(R"([66, 2, "$ab"])");
  calls(2);
  EXPECT_TRUE(two.hears(R"([68, 1, "$ab", {}])"));
}

TEST_F(RegistrationTest, SharedLastAsksTheLastUntilItLeaves) {
  share("last");
  calls(1);
  EXPECT_TRUE(three.hears(R"([68, 1, "$ab", {}])"));
  three.vanishes();
  calls(2);
  EXPECT_TRUE(two.hears(R"([68, 1, "$ab", {}])"));
}

TEST_F(RegistrationTest, SharedRandomAsksEveryoneSometimes) {
  share("random");
  for (int request = 1; request <= 100; ++request) calls(request);
  EXPECT_TRUE(one.hears(R"([68, 1, "$ab", {}])"));
  EXPECT_TRUE(two.hears(R"([68, 1, "$ab", {}])"));
  EXPECT_TRUE(three.hears(R"([68, 1, "$ab", {}])"));
}

TEST_F(RegistrationTest, SharedOneLivesUntilItsLastCalleeLeaves) {
  share("first");
  one.vanishes();
  two.vanishes();
  calls(1);
  EXPECT_TRUE(three.hears(R"([68, 1, "$ab", {}])"));
  three.vanishes();
  caller.skip();
  calls(2);
  EXPECT_TRUE(caller.hears(R"([8, 48, 2, {}, "wamp.error.no_such_procedure", ["$_"]])"));
}

TEST_F(RegistrationTest, SharedOneKeepsThePolicyOfItsFirstCallee) {
  provides(one, R"({"invoke": "roundrobin"})");
  two.says(R"([64, 1, {"invoke": "last"}, "a.b"])");
  EXPECT_TRUE(two.hears(R"([8, 64, 1, {}, "wamp.error.procedure_already_exists", ["$_"]])"));
  two.says(R"([64, 2, {}, "a.b"])");
  EXPECT_TRUE(two.hears(R"([8, 64, 2, {}, "wamp.error.procedure_already_exists", ["$_"]])"));
}

TEST_F(RegistrationTest, SharedOneTakesASessionOnce) {
  provides(one, R"({"invoke": "roundrobin"})");
  one.says(R"([64, 2, {"invoke": "roundrobin"}, "a.b"])");
  EXPECT_TRUE(one.hears(R"([8, 64, 2, {}, "wamp.error.procedure_already_exists", ["$_"]])"));
}

TEST_F(RegistrationTest, RefusesAPolicyThatNobodyKnows) {
  one.says(R"([64, 1, {"invoke": "loudest"}, "a.b"])");
  EXPECT_TRUE(one.hears(R"([8, 64, 1, {}, "wamp.error.invalid_argument", ["$_"]])"));
}

TEST_F(RegistrationTest, RefusesAMatchThatNobodyKnows) {
  one.says(R"([64, 1, {"match": "regex"}, "a.b"])");
  EXPECT_TRUE(one.hears(R"([8, 64, 1, {}, "wamp.error.invalid_argument", ["$_"]])"));
}

TEST_F(RegistrationTest, OfAPrefixIsToldTheProcedure) {
  registers(one, 1, R"({"match": "prefix"})", "a.b", "prefix");
  caller.says(R"([48, 1, {}, "a.bc.d"])");
  EXPECT_TRUE(one.hears(R"([68, 1, "$prefix", {"procedure": "a.bc.d"}])"));
}

TEST_F(RegistrationTest, OfTheEmptyPrefixMeansEverything) {
  registers(one, 1, R"({"match": "prefix"})", "", "all");
  caller.says(R"([48, 1, {}, "a.b"])");
  EXPECT_TRUE(one.hears(R"([68, 1, "$all", {"procedure": "a.b"}])"));
}

TEST_F(RegistrationTest, IsTheSameOnlyWithTheSameMatch) {
  registers(one, 1, "{}", "a.b", "exact");
  registers(two, 1, R"({"match": "prefix"})", "a.b", "prefix");
  registers(three, 1, R"({"match": "wildcard"})", "a.b", "wildcard");
  EXPECT_NE(names["$exact"], names["$prefix"]);
  EXPECT_NE(names["$exact"], names["$wildcard"]);
}

// The example of the specification, "Pattern-based Registrations".
class RankedRegistrationTest : public RegistrationTest {
 protected:
  RankedRegistrationTest() {
    registers(one, 1, "{}", "a1.b2.c3.d4.e55", "r1");
    registers(one, 2, R"({"match": "prefix"})", "a1.b2.c3", "r2");
    registers(one, 3, R"({"match": "prefix"})", "a1.b2.c3.d4", "r3");
    registers(one, 4, R"({"match": "wildcard"})", "a1.b2..d4.e5", "r4");
    registers(one, 5, R"({"match": "wildcard"})", "a1.b2.c33..e5", "r5");
    registers(one, 6, R"({"match": "wildcard"})", "a1.b2..d4.e5..g7", "r6");
    registers(one, 7, R"({"match": "wildcard"})", "a1.b2..d4..f6.g7", "r7");
  }
};

TEST_F(RankedRegistrationTest, AsksTheExactOneFirst) {
  caller.says(R"([48, 1, {}, "a1.b2.c3.d4.e55"])");
  EXPECT_TRUE(one.hears(R"([68, 1, "$r1", {}])"));
}

TEST_F(RankedRegistrationTest, AsksThePrefixThatMatches) {
  caller.says(R"([48, 1, {}, "a1.b2.c3.d98.e74"])");
  EXPECT_TRUE(one.hears(R"([68, 1, "$r2", {"procedure": "a1.b2.c3.d98.e74"}])"));
}

TEST_F(RankedRegistrationTest, AsksTheLongerPrefix) {
  caller.says(R"([48, 1, {}, "a1.b2.c3.d4.e325"])");
  EXPECT_TRUE(one.hears(R"([68, 1, "$r3", {"procedure": "a1.b2.c3.d4.e325"}])"));
}

TEST_F(RankedRegistrationTest, AsksTheWildcardThatMatches) {
  caller.says(R"([48, 1, {}, "a1.b2.c55.d4.e5"])");
  EXPECT_TRUE(one.hears(R"([68, 1, "$r4", {"procedure": "a1.b2.c55.d4.e5"}])"));
}

// The example overlooks that the prefix "a1.b2.c3" means "a1.b2.c33": prefixes compare characters.
TEST_F(RankedRegistrationTest, AsksAPrefixBeforeAnyWildcard) {
  caller.says(R"([48, 1, {}, "a1.b2.c33.d4.e5"])");
  EXPECT_TRUE(one.hears(R"([68, 1, "$r2", {"procedure": "a1.b2.c33.d4.e5"}])"));
}

TEST_F(RankedRegistrationTest, AsksTheWildcardWithTheLongerFirstRun) {
  one.says(R"([66, 8, "$r2"])");
  one.skip();
  caller.says(R"([48, 1, {}, "a1.b2.c33.d4.e5"])");
  EXPECT_TRUE(one.hears(R"([68, 1, "$r5", {"procedure": "a1.b2.c33.d4.e5"}])"));
}

TEST_F(RankedRegistrationTest, AsksTheWildcardWithTheLongerSecondRun) {
  caller.says(R"([48, 1, {}, "a1.b2.c88.d4.e5.f6.g7"])");
  EXPECT_TRUE(one.hears(R"([68, 1, "$r6", {"procedure": "a1.b2.c88.d4.e5.f6.g7"}])"));
}

TEST_F(RankedRegistrationTest, AsksNobodyWhereNothingMatches) {
  caller.says(R"([48, 1, {}, "a2.b2.c2.d2.e2"])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.no_such_procedure", ["$_"]])"));
}

TEST_F(RegistrationTest, IsRevokedWhenTheRulesChange) {
  auto& callee = join_as("callee", {"registration_revocation"});
  provides(callee);
  authorizer.refuses = [](const Principal&, const Request& what) {
    return what.action == Action::register_;
  };
  router.judge_again();
  EXPECT_TRUE(
      callee.hears(R"([67, 0, {"registration": "$ab", "reason": "wamp.error.not_authorized"}])"));
  calls(1);
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.no_such_procedure", ["$_"]])"));
}

TEST_F(RegistrationTest, IsRevokedSilentlyFromWhoHasNotAnnouncedIt) {
  provides(one);
  authorizer.refuses = [](const Principal&, const Request& what) {
    return what.action == Action::register_;
  };
  router.judge_again();
  EXPECT_TRUE(one.hears_nothing());
  calls(1);
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.no_such_procedure", ["$_"]])"));
}

TEST_F(RegistrationTest, LeavesTheCallInFlightToACalleeWhoseRegistrationIsRevoked) {
  provides(one);
  calls(1);
  authorizer.refuses = [](const Principal&, const Request& what) {
    return what.action == Action::register_;
  };
  router.judge_again();
  one.says("[70, 1, {}, [1]]");
  EXPECT_TRUE(caller.hears("[50, 1, {}, [1]]"));
}

}  // namespace
}  // namespace deskgate::router
