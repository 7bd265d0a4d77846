// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/call_gate.hpp"

#include <gmock/gmock.h>

#include "router/uri.hpp"

namespace deskgate::gateway::bus {
namespace {

using nlohmann::json;
using testing::MatchesRegex;
using namespace std::chrono_literals;

mapping::Policy policy(const std::string& rules) {
  const std::string head =
      "summary = \"A lamp\"\n[service]\nname = \"org.example.Lamp\"\npath = \"/lamp\"\n"
      "uri = \"org.example.lamp\"\n[grant.use.\"org.example.Lamp\"]\n";
  mapping::Diagnostics diagnostics;
  auto file = mapping::parse_policy_file(head + rules, "lamp.toml", diagnostics);
  EXPECT_TRUE(diagnostics.empty());
  return mapping::Policy({file.value_or(mapping::PolicyFile())});
}

// A gate in front of one lamp, and the phone and the tablet that call.
class CallGateTest : public testing::Test {
 protected:
  router::Result<Passage> pass(const char* rules, const json& arguments = json::array(),
                               const std::vector<mapping::ArgumentInfo>& expected = {}) {
    policy_ = policy(rules);
    return again("phone", arguments, expected);
  }

  router::Result<Passage> again(const std::string& caller, const json& arguments = json::array(),
                                const std::vector<mapping::ArgumentInfo>& expected = {}) {
    router::LocalCall call{"org.example.lamp.Lamp.Do", {}, {}};
    call.caller.authid = caller;
    call.caller.authrole = "guest";
    return gate_.pass(call, arguments, expected);
  }

  mapping::Policy policy_;
  Roles roles_{{{"guest", {"lamp.use"}}}};
  CallGate gate_{policy_, roles_};
};

TEST_F(CallGateTest, LetsACallPassAsItIs) {
  const auto passage = pass("call = [\"Do\"]", {1, "a"}, {{"n", "i"}, {"t", "s"}});
  ASSERT_TRUE(passage.has_value());
  EXPECT_EQ(passage->arguments, json({1, "a"}));
  EXPECT_EQ(passage->timeout, mapping::call_timeout);
}

TEST_F(CallGateTest, RefusesArgumentsThatThePolicyDoesNotAllow) {
  const auto passage = pass("call.Do.0 = { max = 5 }", {6}, {{"n", "i"}});
  ASSERT_FALSE(passage.has_value());
  EXPECT_EQ(passage.error().uri, router::error::not_authorized);
  EXPECT_EQ(passage.error().message, "argument 1 (n): must be at most 5.0");
}

TEST_F(CallGateTest, PutsTheTimeoutOfTheRuleOnTheCall) {
  const auto passage = pass("timeout = \"2s\"\ncall = [\"Do\"]");
  ASSERT_TRUE(passage.has_value());
  EXPECT_EQ(passage->timeout, 2s);
}

TEST_F(CallGateTest, PutsInWhatThePolicyForces) {
  const auto passage =
      pass("call.Do.name = { force = \"phone\" }", {1, "evil"}, {{"n", "i"}, {"name", "s"}});
  ASSERT_TRUE(passage.has_value());
  EXPECT_EQ(passage->arguments, json({1, "phone"}));
}

TEST_F(CallGateTest, RefusesACallWhereWhatThePolicyForcesDoesNotFitTheService) {
  const auto passage = pass("call.Do.0 = { force = \"phone\" }", {1}, {{"n", "i"}});
  ASSERT_FALSE(passage.has_value());
  EXPECT_EQ(passage.error().uri, router::error::not_authorized);
  EXPECT_THAT(passage.error().message,
              MatchesRegex("what the policy forces does not fit: argument 1: .*"));
}

constexpr auto nobody_can_be_asked =
    "the policy wants the desktop to be asked before org.example.lamp.Lamp.Do, and there is nobody "
    "who can be asked";

TEST_F(CallGateTest, SaysThatTheDesktopMustBeAsked) {
  const auto passage = pass("ask = true\ncall = [\"Do\"]");
  ASSERT_TRUE(passage.has_value());
  EXPECT_EQ(passage->ask_for, "lamp.use");
}

TEST_F(CallGateTest, RefusesWhatNobodyCanBeAskedAbout) {
  const auto then = std::make_shared<Asking::Then>();
  std::optional<router::Error> said;
  *then = [&](const auto& refusal) { said = refusal; };
  gate_.ask({.procedure = "org.example.lamp.Lamp.Do"}, router::Answer(nullptr), then);
  ASSERT_TRUE(said.has_value());
  EXPECT_EQ(said->uri, router::error::not_authorized);
  EXPECT_EQ(said->message, nobody_can_be_asked);
}

TEST_F(CallGateTest, WhatTheDesktopHasNotAgreedToDoesNotPassTheSecondTime) {
  policy_ = policy("ask = true\ncall = [\"Do\"]");
  Waiting call{.procedure = "org.example.lamp.Lamp.Do"};
  call.caller.authrole = "guest";
  EXPECT_TRUE(gate_.pass_again(call, json::array(), true).has_value());
  const auto passage = gate_.pass_again(call, json::array(), false);
  ASSERT_FALSE(passage.has_value());
  EXPECT_EQ(passage.error().message, nobody_can_be_asked);
}

TEST_F(CallGateTest, AsksNobodyWhereAnotherRuleAllows) {
  EXPECT_TRUE(pass("call.Do = { ask = true, 0 = { max = 5 } }\n"
                   "[grant.more.\"org.example.Lamp\"]\ncall = [\"Do\"]\n"
                   "[grant.use]\ninclude = [\"more\"]\n",
                   {1}, {{"n", "i"}})
                  .has_value());
}

TEST_F(CallGateTest, RefusesACallerThatCallsTooOften) {
  ASSERT_TRUE(pass("rate = \"1/h\"\ncall = [\"Do\"]").has_value());
  const auto passage = again("phone");
  ASSERT_FALSE(passage.has_value());
  EXPECT_EQ(passage.error().uri, router::error::unavailable);
  EXPECT_THAT(passage.error().message,
              MatchesRegex("org.example.lamp.Lamp.Do may be called 1/h by you; try again in "
                           "3[0-9]+ ms"));
}

TEST_F(CallGateTest, CountsEachCallerForItself) {
  ASSERT_TRUE(pass("rate = \"1/h\"\ncall = [\"Do\"]").has_value());
  EXPECT_TRUE(again("tablet").has_value());
}

TEST_F(CallGateTest, CountsOnlyWhatPasses) {
  ASSERT_FALSE(pass("rate = \"1/h\"\ncall.Do.0 = { max = 5 }", {6}, {{"n", "i"}}).has_value());
  EXPECT_TRUE(again("phone", {5}, {{"n", "i"}}).has_value());
}

TEST_F(CallGateTest, StrangersShareOneRateHoweverOftenTheyComeBack) {
  policy_ = policy("rate = \"1/h\"\ncall = [\"Do\"]");
  router::LocalCall call{"org.example.lamp.Lamp.Do", {}, {}};
  call.caller = {{}, "7f1c", "guest", "anonymous", "static"};
  EXPECT_TRUE(gate_.pass(call, json::array(), {}));
  call.caller.authid = "90ab";
  EXPECT_FALSE(gate_.pass(call, json::array(), {}));
}

}  // namespace
}  // namespace deskgate::gateway::bus
