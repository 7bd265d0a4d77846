// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/constraint.hpp"

#include <gtest/gtest.h>

#include "tests/mapping/plain_message.hpp"

namespace deskgate::mapping {
namespace {

std::string violation(const Constraint& constraint, const std::string& value) {
  return constraint.violated_by(test::wamp(value)).value_or("");
}

TEST(ConstraintTest, HoldsForEverythingWithoutConditions) {
  EXPECT_TRUE(Constraint{}.is_empty());
  EXPECT_EQ(violation({}, "null"), "");
}

TEST(ConstraintTest, KeepsNumbersBetweenMinAndMax) {
  const Constraint volume{.min = 0.0, .max = 1.0};
  EXPECT_EQ(violation(volume, "0"), "");
  EXPECT_EQ(violation(volume, "1.0"), "");
  EXPECT_EQ(violation(volume, "1.1"), "must be at most 1.0");
  EXPECT_EQ(violation(volume, "-1"), "must be at least 0.0");
  EXPECT_EQ(violation(volume, "\"0.5\""), "must be a number");
  EXPECT_EQ(violation(volume, "\"NaN\""), "must be a number");
  EXPECT_EQ(violation(volume, "true"), "must be a number");
}

TEST(ConstraintTest, RefusesANumberThatIsNone) {
  const Constraint constraint{.max = 1.0};
  EXPECT_TRUE(constraint.violated_by(std::numeric_limits<double>::quiet_NaN()).has_value());
}

TEST(ConstraintTest, ChoosesAmongValues) {
  const Constraint loop{.one_of = {{"None", "Track", 1}}};
  EXPECT_EQ(violation(loop, "\"Track\""), "");
  EXPECT_EQ(violation(loop, "1"), "");
  EXPECT_EQ(violation(loop, "\"track\""), "must be one of \"None\", \"Track\", 1");
  EXPECT_EQ(violation(loop, "\"1\""), "must be one of \"None\", \"Track\", 1");
}

TEST(ConstraintTest, NeedsAPrefix) {
  const Constraint file{.prefix = "file:///"};
  EXPECT_EQ(violation(file, "\"file:///a\""), "");
  EXPECT_EQ(violation(file, "\"http://a\""), "must start with \"file:///\"");
  EXPECT_EQ(violation(file, "[\"file:///\"]"), "must be text");
}

TEST(ConstraintTest, LimitsLengths) {
  const Constraint two{.max_length = 2};
  EXPECT_EQ(violation(two, "\"ab\""), "");
  EXPECT_EQ(violation(two, "\"aü\""), "must have at most 2 octets");
  EXPECT_EQ(violation(two, "[1, 2, 3]"), "must have at most 2 elements");
  EXPECT_EQ(violation(two, R"("\u0000aabbcc")"), "must have at most 2 octets");
  EXPECT_EQ(violation(two, "1"), "must be text, binary or a list");
}

TEST(ConstraintTest, LimitsTheKeysOfADictionary) {
  const Constraint hints{.keys = {{{"urgency", {}}}}};
  EXPECT_EQ(violation(hints, "{}"), "");
  EXPECT_EQ(violation(hints, R"({"urgency": 1})"), "");
  EXPECT_EQ(violation(hints, R"({"urgency": 1, "sound-file": "/etc"})"),
            "must not have the key \"sound-file\"");
  EXPECT_EQ(violation(hints, R"([["urgency", 1]])"), "must be a dictionary");
}

TEST(ConstraintTest, LimitsWhatStandsUnderAKey) {
  const Constraint hints{.keys = {{{"urgency", {.max = 1.0}}, {"category", {}}}}};
  EXPECT_EQ(violation(hints, R"({"urgency": 1, "category": [1]})"), "");
  EXPECT_EQ(violation(hints, R"({"category": 1})"), "");
  EXPECT_EQ(violation(hints, R"({"urgency": 2})"), "under the key \"urgency\" must be at most 1.0");
}

TEST(ConstraintTest, LimitsWhatStandsUnderAKeyOfADictionaryInADictionary) {
  const Constraint inner{.keys = {{{"x", {.prefix = "a"}}}}};
  const Constraint outer{.keys = {{{"in", inner}}}};
  EXPECT_EQ(violation(outer, R"({"in": {"x": "ab"}})"), "");
  EXPECT_EQ(violation(outer, R"({"in": {"x": "b"}})"),
            "under the key \"in\" under the key \"x\" must start with \"a\"");
}

TEST(ConstraintTest, SeesWhatAVariantUnderAKeyHolds) {
  const Constraint hints{.keys = {{{"urgency", {.max = 1.0}}}}};
  const auto wrapped = R"({"urgency": {"t": "y", "v": 2}})";
  EXPECT_EQ(hints.violated_by(test::wamp(wrapped), "a{sv}"),
            "under the key \"urgency\" must be at most 1.0");
  EXPECT_EQ(hints.violated_by(test::wamp(wrapped), "a{sa{sv}}"),
            "under the key \"urgency\" must be a number");
}

TEST(ConstraintTest, SeesWhatADictionaryInAVariantHolds) {
  const Constraint hints{.keys = {{{"a", {.max = 1.0}}}}};
  const auto wrapped = test::wamp(R"({"t": "a{sv}", "v": {"a": {"t": "d", "v": 2.0}}})");
  EXPECT_EQ(hints.violated_by(wrapped, "v"), "under the key \"a\" must be at most 1.0");
}

TEST(ConstraintTest, TakesAnythingWhereAValueIsForced) {
  const Constraint always{.force = "phone"};
  EXPECT_FALSE(always.is_empty());
  EXPECT_EQ(violation(always, "5"), "");
}

TEST(ConstraintTest, NeedsEveryCondition) {
  const Constraint both{.prefix = "a", .max_length = 2};
  EXPECT_EQ(violation(both, "\"ab\""), "");
  EXPECT_NE(violation(both, "\"b\""), "");
  EXPECT_NE(violation(both, "\"abc\""), "");
}

}  // namespace
}  // namespace deskgate::mapping
