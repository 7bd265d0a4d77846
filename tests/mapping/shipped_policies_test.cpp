// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The policy files that ship, and what is left of them when they are cut off.
#include <gmock/gmock.h>

#include "mapping/policy.hpp"
#include "mapping/policy_expect.hpp"
#include "tests/mapping/policies.hpp"

namespace deskgate::mapping {
namespace {

std::string shipped_folder() {
  return (test::source_folder() / "policies").string();
}

Policy shipped() {
  Diagnostics diagnostics;
  auto policy = load_policy({shipped_folder()}, diagnostics);
  EXPECT_EQ(test::all_text(diagnostics), "");
  return policy;
}

bool may_call(const Grants& held, const std::string& uri) {
  static const auto policy = shipped();
  return policy.decide(held, Operation::call, uri).is_allowed;
}

TEST(ShippedPolicyTest, LoadsWithoutDiagnostics) {
  EXPECT_GE(shipped().files().size(), 2U);
}

class ShippedPolicyFileTest : public testing::TestWithParam<std::string> {};

TEST_P(ShippedPolicyFileTest, SaysWhatItExpectsOfItself) {
  Diagnostics diagnostics;
  const auto file = read_policy_file(GetParam(), diagnostics);
  ASSERT_TRUE(file.has_value()) << test::all_text(diagnostics);
  EXPECT_GE(file->expectations.size(), 4U);
  EXPECT_EQ(test::all_text(failed_expectations(*file)), "");
}

INSTANTIATE_TEST_SUITE_P(Files, ShippedPolicyFileTest,
                         testing::ValuesIn(test::toml_files(shipped_folder())),
                         [](const auto& instance) { return test::test_name(instance.param); });

TEST(ShippedPolicyTest, LetsTheRemoteControlPlayButNotQuit) {
  const std::string player = "org.deskgate.mpris.vlc.Player.";
  EXPECT_TRUE(may_call({"mpris.control"}, player + "PlayPause"));
  EXPECT_TRUE(may_call({"mpris.control"}, player + "Position.get"));
  EXPECT_FALSE(may_call({"mpris.view"}, player + "PlayPause"));
  EXPECT_FALSE(may_call({"*"}, player + "OpenUri"));
  EXPECT_FALSE(may_call({"*"}, "org.deskgate.mpris.vlc.MediaPlayer2.Quit"));
}

TEST(ShippedPolicyTest, LimitsTheVolume) {
  const auto policy = shipped();
  const auto decision =
      policy.decide({"mpris.control"}, Operation::call, "org.deskgate.mpris.vlc.Player.Volume.set");
  EXPECT_EQ(satisfied_by(nlohmann::json::array({1.5}), decision.rules, {{"value", "d"}}).refusal,
            "argument 1 (value): must be at most 1.0");
  EXPECT_EQ(satisfied_by(nlohmann::json::array({0.5}), decision.rules, {}).refusal, "");
}

TEST(ShippedPolicyTest, LimitsTheHintsOfANotification) {
  const auto policy = shipped();
  const auto decision = policy.decide({"notifications.send"}, Operation::call,
                                      "org.deskgate.notifications.Notifications.Notify");
  auto arguments = nlohmann::json::parse(R"(["app", 0, "", "Hello", "", [], {"urgency": 1}, -1])");
  EXPECT_EQ(satisfied_by(arguments, decision.rules, {}).refusal, "");
  arguments[6] = {{"sound-file", "/etc/passwd"}};
  EXPECT_EQ(satisfied_by(arguments, decision.rules, {}).refusal,
            "argument 7: must not have the key \"sound-file\"");
}

TEST(ShippedPolicyTest, DoesNotTakePlayerctldForAPlayer) {
  const auto policy = shipped();
  const auto& files = policy.files();
  const auto mpris =
      std::find_if(files.begin(), files.end(), [](const auto& file) { return file.id == "mpris"; });
  ASSERT_NE(mpris, files.end());
  EXPECT_TRUE(mpris->service.match("org.mpris.MediaPlayer2.vlc").has_value());
  EXPECT_FALSE(mpris->service.match("org.mpris.MediaPlayer2.playerctld").has_value());
}

// Everything that a file opens, one line each.
std::set<std::string> opened(const PolicyFile& file) {
  std::set<std::string> lines;
  for (const auto& [grant, rules] : file.grants) {
    for (const auto& rule : rules) {
      lines.insert(grant + " " + rule.interface + " " + std::string(to_string(rule.access)) + " " +
                   rule.member);
    }
  }
  return lines;
}

class TruncatedPolicyTest : public testing::TestWithParam<std::string> {};

TEST_P(TruncatedPolicyTest, OpensNothingThatTheWholeDoesNot) {
  const auto text = test::contents(GetParam());
  Diagnostics diagnostics;
  const auto whole = parse_policy_file(text, GetParam(), diagnostics);
  ASSERT_TRUE(whole.has_value());
  const auto all = opened(*whole);
  for (std::size_t length = 0; length < text.size(); ++length) {
    const auto part = parse_policy_file(text.substr(0, length), GetParam(), diagnostics);
    if (!part) continue;
    const auto lines = opened(*part);
    ASSERT_TRUE(std::includes(all.begin(), all.end(), lines.begin(), lines.end())) << length;
  }
}

INSTANTIATE_TEST_SUITE_P(Files, TruncatedPolicyTest,
                         testing::ValuesIn(test::toml_files(shipped_folder())),
                         [](const auto& instance) { return test::test_name(instance.param); });

TEST(EmptyPolicyTest, OpensNothingAtAllWithoutAService) {
  Diagnostics diagnostics;
  EXPECT_FALSE(parse_policy_file("", "x.toml", diagnostics).has_value());
  EXPECT_FALSE(parse_policy_file("# only a comment\n", "x.toml", diagnostics).has_value());
}

}  // namespace
}  // namespace deskgate::mapping
