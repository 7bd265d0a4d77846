// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "tests/router/transcript.hpp"

namespace deskgate::router {
namespace {

class CallerIdentificationTest : public RouterTest {
 protected:
  ~CallerIdentificationTest() override { EXPECT_TRUE(realm.dealer().invariant()); }

  // Provides "a.b" with these REGISTER.Options: "$ab".
  TestClient& provides(TestClient& callee, const std::string& options = "{}") {
    callee.says("[64, 1, " + options + R"(, "a.b"])");
    EXPECT_TRUE(callee.hears(R"([65, 1, "$ab"])"));
    return callee;
  }

  // How the authorizer decides on calls.
  void decides(Disclosure disclosure, std::optional<std::uint64_t> trustlevel = {}) {
    authorizer.verdict = {.is_allowed = true, .disclosure = disclosure, .trustlevel = trustlevel};
  }
};

TEST_F(CallerIdentificationTest, DisclosesACallerThatAsksForIt) {
  auto& callee = provides(join("callee"));
  auto& caller = join("alice", "staff");
  names.match("$alice", caller.session.principal().session.value);
  caller.says(R"([48, 1, {"disclose_me": true}, "a.b"])");
  EXPECT_TRUE(callee.hears(
      R"([68, 1, "$ab", {"caller": "$alice", "caller_authid": "alice", "caller_authrole": "staff"}])"));
}

TEST_F(CallerIdentificationTest, DisclosesNobodyUnasked) {
  auto& callee = provides(join("callee"));
  join("alice").says(R"([48, 1, {"caller": 1}, "a.b"])");
  EXPECT_TRUE(callee.hears(R"([68, 1, "$ab", {}])"));
}

TEST_F(CallerIdentificationTest, DisclosesEverybodyToACalleeThatAsksForIt) {
  auto& callee = provides(join("callee"), R"({"disclose_caller": true})");
  join("alice").says(R"([48, 1, {}, "a.b"])");
  EXPECT_TRUE(callee.hears(
      R"([68, 1, "$ab", {"caller": "$_", "caller_authid": "alice", "caller_authrole": "client"}])"));
}

TEST_F(CallerIdentificationTest, DisclosesEverybodyWhereTheRulesSaySo) {
  auto& callee = provides(join("callee"));
  decides(Disclosure::always);
  join("alice").says(R"([48, 1, {}, "a.b"])");
  EXPECT_TRUE(callee.hears(
      R"([68, 1, "$ab", {"caller": "$_", "caller_authid": "alice", "caller_authrole": "client"}])"));
}

TEST_F(CallerIdentificationTest, RefusesToDiscloseWhereTheRulesForbidIt) {
  auto& callee = provides(join("callee"));
  decides(Disclosure::never);
  auto& caller = join("alice");
  caller.says(R"([48, 1, {"disclose_me": true}, "a.b"])");
  EXPECT_TRUE(
      caller.hears(R"([8, 48, 1, {}, "wamp.error.option_disallowed.disclose_me", ["$_"]])"));
  EXPECT_TRUE(callee.hears_nothing());
}

TEST_F(CallerIdentificationTest, DisclosesNobodyToACalleeWhereTheRulesForbidIt) {
  auto& callee = provides(join("callee"), R"({"disclose_caller": true})");
  decides(Disclosure::never);
  join("alice").says(R"([48, 1, {}, "a.b"])");
  EXPECT_TRUE(callee.hears(R"([68, 1, "$ab", {}])"));
}

TEST_F(CallerIdentificationTest, TellsHowFarACallIsTrusted) {
  auto& callee = provides(join("callee"));
  decides(Disclosure::on_request, 3);
  join("alice").says(R"([48, 1, {"trustlevel": 9}, "a.b"])");
  EXPECT_TRUE(callee.hears(R"([68, 1, "$ab", {"trustlevel": 3}])"));
}

}  // namespace
}  // namespace deskgate::router
