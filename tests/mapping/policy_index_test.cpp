// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/policy_index.hpp"

#include <gmock/gmock.h>

#include "tests/mapping/policies.hpp"

namespace deskgate::mapping {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A file whose grant "use" opens the call Do, with this uri.
PolicyFile file(const std::string& id, const std::string& uri) {
  const bool has_capture = uri.find('{') != uri.npos;
  Diagnostics diagnostics;
  auto read = parse_policy_file("summary = \"A thing\"\n[service]\nname = \"org.example.Thing" +
                                    std::string(has_capture ? ".{id}" : "") +
                                    "\"\npath = \"/thing\"\nuri = \"" + uri +
                                    "\"\n[grant.use.\"org.example.Thing\"]\ncall = [\"Do\"]\n",
                                id + ".toml", diagnostics);
  EXPECT_EQ(test::all_text(diagnostics), "");
  return read.value_or(PolicyFile{});
}

std::vector<std::string> candidates(const PolicyIndex& index, const std::string& uri) {
  std::vector<std::string> ids;
  for (const auto* found : index.candidates(uri)) ids.push_back(found->file().id);
  return ids;
}

TEST(PolicyIndexTest, FindsAFileByTheBeginningOfItsUris) {
  const PolicyIndex index(
      {file("lamp", "org.example.lamp"), file("player", "org.example.player.{id}")});
  EXPECT_THAT(candidates(index, "org.example.lamp.Thing.Do"), ElementsAre("lamp"));
  EXPECT_THAT(candidates(index, "org.example.player.vlc.Thing.Do"), ElementsAre("player"));
  EXPECT_THAT(candidates(index, "org.example.lamps.Thing.Do"), IsEmpty());
  EXPECT_THAT(candidates(index, "org.example"), IsEmpty());
}

TEST(PolicyIndexTest, FindsEveryFileWhoseUrisBeginAlike) {
  const PolicyIndex index({file("a", "org.example.{id}.a"), file("b", "org.example.{id}.b")});
  EXPECT_THAT(candidates(index, "org.example.x.b.Thing.Do"), ElementsAre("a", "b"));
}

TEST(PolicyIndexTest, DecidesByTheFileThatFits) {
  const Policy policy({file("a", "org.example.{id}.a"), file("b", "org.example.{id}.b")});
  const auto may_call = [&](const Grants& held) {
    return policy.decide(held, Operation::call, "org.example.x.b.Thing.Do").is_allowed;
  };
  EXPECT_TRUE(may_call({"b.use"}));
  EXPECT_FALSE(may_call({"a.use"}));
}

TEST(PolicyIndexTest, KeepsTheRulesOfADecisionWhileACopyOfThePolicyLives) {
  auto policy = std::make_unique<Policy>(std::vector{file("a", "org.example.a")});
  const auto copy = *policy;
  const auto decision = policy->decide({"*"}, Operation::call, "org.example.a.Thing.Do");
  policy.reset();
  EXPECT_EQ(decision.rules.at(0),
            copy.decide({"*"}, Operation::call, "org.example.a.Thing.Do").rules.at(0));
}

}  // namespace
}  // namespace deskgate::mapping
