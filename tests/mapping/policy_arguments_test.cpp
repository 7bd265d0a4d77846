// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <gtest/gtest.h>

#include "mapping/policy.hpp"
#include "tests/mapping/plain_message.hpp"

namespace deskgate::mapping {
namespace {

Rule call(ArgumentConstraints arguments) {
  return {"org.example.Thing", Access::call, "Do", std::move(arguments)};
}

Rule set(Constraint value) {
  return {"org.example.Thing", Access::set, "Volume", {{"0", std::move(value)}}};
}

std::string refusal(const std::vector<Rule>& rules, const std::string& arguments,
                    const std::vector<std::string>& names = {}) {
  std::vector<const Rule*> pointers;
  for (const auto& rule : rules) pointers.push_back(&rule);
  return refuse_arguments(pointers, test::wamp(arguments), names).value_or("");
}

const Constraint at_most_one{.max = 1.0};

TEST(PolicyArgumentsTest, TakesEverythingWithoutConstraints) {
  EXPECT_EQ(refusal({call({})}, "[1, null, {}]"), "");
}

TEST(PolicyArgumentsTest, ConstrainsByPosition) {
  const auto rule = call({{"1", at_most_one}});
  EXPECT_EQ(refusal({rule}, "[9, 1]"), "");
  EXPECT_EQ(refusal({rule}, "[0, 2]"), "argument 2: must be at most 1.0");
  EXPECT_EQ(refusal({rule}, "[0, 2]", {"", "level"}), "argument 2 (level): must be at most 1.0");
}

TEST(PolicyArgumentsTest, ConstrainsByName) {
  const auto rule = call({{"level", at_most_one}});
  EXPECT_EQ(refusal({rule}, "[9, 1]", {"id", "level"}), "");
  EXPECT_EQ(refusal({rule}, "[0, 2]", {"id", "level"}), "argument 2 (level): must be at most 1.0");
}

TEST(PolicyArgumentsTest, ConstrainsEveryArgumentOfAName) {
  EXPECT_EQ(refusal({call({{"a", at_most_one}})}, "[1, 2]", {"a", "a"}),
            "argument 2 (a): must be at most 1.0");
}

TEST(PolicyArgumentsTest, RefusesWhenTheServiceDoesNotNameTheArgument) {
  EXPECT_EQ(refusal({call({{"level", at_most_one}})}, "[1]", {""}),
            "the policy limits the argument \"level\", but the service does not say which one that "
            "is");
}

TEST(PolicyArgumentsTest, RefusesWhenAConstrainedArgumentIsMissing) {
  EXPECT_EQ(refusal({call({{"1", at_most_one}})}, "[1]"), "argument 2: is missing");
  EXPECT_EQ(refusal({call({{"b", at_most_one}})}, "[1]", {"a", "b"}), "argument 2 (b): is missing");
}

TEST(PolicyArgumentsTest, NeedsAllConstraintsOfARule) {
  const auto rule = call({{"0", at_most_one}, {"1", at_most_one}});
  EXPECT_EQ(refusal({rule}, "[1, 1]"), "");
  EXPECT_EQ(refusal({rule}, "[1, 2]"), "argument 2: must be at most 1.0");
}

TEST(PolicyArgumentsTest, NeedsOnlyOneOfTheRules) {
  const std::vector<Rule> rules{call({{"0", at_most_one}}), call({{"0", {.min = 5.0}}})};
  EXPECT_EQ(refusal(rules, "[1]"), "");
  EXPECT_EQ(refusal(rules, "[5]"), "");
  EXPECT_EQ(refusal(rules, "[3]"),
            "argument 1: must be at most 1.0; or argument 1: must be at least 5.0");
}

TEST(PolicyArgumentsTest, RefusesWithoutRules) {
  EXPECT_EQ(refusal({}, "[]"), "no rule allows it");
}

TEST(PolicyArgumentsTest, NeedsAListOfArguments) {
  EXPECT_EQ(refusal({call({})}, "{}"), "expected a list of arguments");
}

TEST(PolicyArgumentsTest, SeesTheValueOfASetThroughItsWrapper) {
  const auto rule = set(at_most_one);
  EXPECT_EQ(refusal({rule}, R"([{"t": "d", "v": 1.0}])", {"value"}), "");
  EXPECT_EQ(refusal({rule}, R"([{"t": "d", "v": 1.5}])", {"value"}),
            "argument 1 (value): must be at most 1.0");
  EXPECT_EQ(refusal({rule}, R"([{"t": "v", "v": {"t": "d", "v": 1.5}}])", {"value"}),
            "argument 1 (value): must be at most 1.0");
}

TEST(PolicyArgumentsTest, DoesNotTakeADictionaryInAWrapperForAWrapper) {
  const auto rule = set({.keys = {{"t", "v"}}});
  EXPECT_EQ(refusal({rule}, R"([{"t": "a{sv}", "v": {"t": "s", "v": 1}}])"), "");
  EXPECT_EQ(refusal({rule}, R"([{"t": "a{sv}", "v": {"evil": 1}}])"),
            "argument 1: must not have the key \"evil\"");
}

TEST(PolicyArgumentsTest, DoesNotLookThroughAWrapperInACall) {
  EXPECT_EQ(refusal({call({{"0", at_most_one}})}, R"([{"t": "d", "v": 1.0}])"),
            "argument 1: must be a number");
}

}  // namespace
}  // namespace deskgate::mapping
