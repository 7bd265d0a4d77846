// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <gmock/gmock.h>

#include "mapping/policy.hpp"
#include "tests/mapping/plain_message.hpp"

namespace deskgate::mapping {
namespace {

using testing::ElementsAre;
using namespace std::chrono_literals;

Rule call(ArgumentConstraints arguments) {
  return {"org.example.Thing", Access::call, "Do", std::move(arguments)};
}

Rule set(Constraint value) {
  return {"org.example.Thing", Access::set, "Volume", {{"0", std::move(value)}}};
}

std::vector<const Rule*> pointers(const std::vector<Rule>& rules) {
  std::vector<const Rule*> pointers;
  for (const auto& rule : rules) pointers.push_back(&rule);
  return pointers;
}

std::vector<ArgumentInfo> named(const std::vector<std::string>& names) {
  std::vector<ArgumentInfo> expected;
  for (const auto& name : names) expected.push_back({name, "v"});
  return expected;
}

std::string refusal_of(const std::vector<Rule>& rules, const std::string& arguments,
                       const std::vector<ArgumentInfo>& expected) {
  return satisfied_by(test::wamp(arguments), pointers(rules), expected).refusal;
}

std::string refusal(const std::vector<Rule>& rules, const std::string& arguments,
                    const std::vector<std::string>& names = {}) {
  return refusal_of(rules, arguments, named(names));
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
  const auto rule = set({.keys = {{{"t", {}}, {"v", {}}}}});
  EXPECT_EQ(refusal({rule}, R"([{"t": "a{sv}", "v": {"t": "s", "v": 1}}])"), "");
  EXPECT_EQ(refusal({rule}, R"([{"t": "a{sv}", "v": {"evil": 1}}])"),
            "argument 1: must not have the key \"evil\"");
}

TEST(PolicyArgumentsTest, LooksThroughAWrapperOnlyWhereTheServiceTakesAVariant) {
  const auto rule = call({{"0", at_most_one}});
  const std::vector<ArgumentInfo> variant{{"", "v"}};
  const std::vector<ArgumentInfo> dictionary{{"", "a{sv}"}};
  EXPECT_EQ(refusal_of({rule}, R"([{"t": "d", "v": 1.0}])", variant), "");
  EXPECT_EQ(refusal_of({rule}, R"([{"t": "d", "v": 1.0}])", dictionary),
            "argument 1: must be a number");
}

TEST(PolicyArgumentsTest, PutsWhatIsForcedInThePlaceOfWhatIsGiven) {
  const auto rule = call({{"0", {.force = "phone"}}, {"loud", {.force = false}}});
  const auto expected = named({"app", "id", "loud"});
  EXPECT_EQ(refusal_of({rule}, R"(["evil", 5, true])", expected), "");
  EXPECT_EQ(with_forced(test::wamp(R"(["evil", 5, true])"), rule, expected),
            test::wamp(R"(["phone", 5, false])"));
}

TEST(PolicyArgumentsTest, DoesNotInventAnArgumentThatIsForced) {
  EXPECT_EQ(refusal({call({{"1", {.force = "x"}}})}, "[1]"), "argument 2: is missing");
}

// The rules that are satisfied, by the line that tells them apart.
std::vector<int> lines(const std::vector<Rule>& rules) {
  std::vector<int> found;
  const auto satisfied = satisfied_by(test::wamp("[1]"), pointers(rules), {});
  for (const auto* rule : satisfied.rules) found.push_back(rule->line);
  return found;
}

Rule limited(int line, const Limits& limits, ArgumentConstraints arguments = {}) {
  auto rule = call(std::move(arguments));
  rule.line = line;
  rule.limits = limits;
  return rule;
}

TEST(PolicyArgumentsTest, PutsTheMostGenerousRuleFirst) {
  const auto slow = limited(1, {.rate = Rate{1, 60s}});
  const auto fast = limited(2, {.rate = Rate{5, 1s}});
  const auto asking = limited(3, {.ask = true});
  const auto forcing = limited(4, {}, {{"0", {.force = 2}}});
  const auto hurried = limited(5, {.timeout = 1s});
  const auto patient = limited(6, {.timeout = 9s});
  const auto beyond = limited(7, {}, {{"0", {.max = 0.5}}});
  EXPECT_THAT(lines({asking, slow, fast, forcing, hurried, patient, beyond}),
              ElementsAre(6, 5, 2, 1, 4, 3));
  EXPECT_THAT(lines({beyond, patient, fast, asking, hurried, slow, forcing}),
              ElementsAre(6, 5, 2, 1, 4, 3));
}

TEST(PolicyArgumentsTest, TakesARuleWithoutATimeoutForOneOf25Seconds) {
  const auto silent = limited(1, {});
  const auto hurried = limited(2, {.timeout = 24s});
  const auto patient = limited(3, {.timeout = 26s});
  EXPECT_THAT(lines({hurried, silent, patient}), ElementsAre(3, 1, 2));
}

}  // namespace
}  // namespace deskgate::mapping
