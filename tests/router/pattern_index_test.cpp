// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/pattern_index.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

namespace deskgate::router {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class PatternIndexTest : public testing::Test {
 protected:
  void add(const std::string& pattern, Match match) {
    index.insert(pattern, match, items.emplace_back(pattern));
  }

  std::vector<std::string> found(std::string_view uri) const {
    std::vector<std::string> patterns;
    index.visit_matches(uri, [&](const std::string& pattern) { patterns.push_back(pattern); });
    return patterns;
  }

  std::deque<std::string> items;
  PatternIndex<std::string> index;
};

TEST_F(PatternIndexTest, FindsEveryPrefixFromTheLongestToTheShortest) {
  add("", Match::prefix);
  add("a", Match::prefix);
  add("a.b", Match::prefix);
  add("a.bc", Match::prefix);
  EXPECT_THAT(found("a.bc.d"), ElementsAre("a.bc", "a.b", "a", ""));
}

TEST_F(PatternIndexTest, PassesOverNeighboursThatAreNoPrefixes) {
  add("a", Match::prefix);
  add("a.b.c", Match::prefix);
  add("a.b.ca", Match::prefix);
  add("a.b.d", Match::prefix);
  add("a.c", Match::prefix);
  add("b", Match::prefix);
  EXPECT_THAT(found("a.b.cz"), ElementsAre("a.b.c", "a"));
  EXPECT_THAT(found("a.b"), ElementsAre("a"));
  EXPECT_THAT(found("0"), IsEmpty());
}

TEST_F(PatternIndexTest, ComparesPrefixesByOctets) {
  add("\xC3", Match::prefix);
  add("z", Match::prefix);
  EXPECT_THAT(found("\xC3\xA9"), ElementsAre("\xC3"));
}

TEST_F(PatternIndexTest, FindsWildcardsOfTheSameNumberOfComponents) {
  add("a..c", Match::wildcard);
  add("..", Match::wildcard);
  add("a.", Match::wildcard);
  EXPECT_THAT(found("a.b.c"), ElementsAre("a..c", ".."));
  EXPECT_THAT(found("a.b"), ElementsAre("a."));
  EXPECT_THAT(found("a.b.c.d"), IsEmpty());
}

// Specification, "Pattern-based Registrations", "Calls matching multiple registrations".
class SpecificationExample : public PatternIndexTest {
 protected:
  SpecificationExample() {
    add("a1.b2.c3.d4.e55", Match::exact);
    add("a1.b2.c3", Match::prefix);
    add("a1.b2.c3.d4", Match::prefix);
    add("a1.b2..d4.e5", Match::wildcard);
    add("a1.b2.c33..e5", Match::wildcard);
    add("a1.b2..d4.e5..g7", Match::wildcard);
    add("a1.b2..d4..f6.g7", Match::wildcard);
  }
  std::string best(std::string_view uri) const {
    const auto* found = index.best_match(uri);
    return found ? *found : "";
  }
};

TEST_F(SpecificationExample, PrefersTheExactOne) {
  EXPECT_EQ(best("a1.b2.c3.d4.e55"), "a1.b2.c3.d4.e55");
}

TEST_F(SpecificationExample, TakesTheOnlyPrefix) {
  EXPECT_EQ(best("a1.b2.c3.d98.e74"), "a1.b2.c3");
}

TEST_F(SpecificationExample, PrefersTheLongerPrefix) {
  EXPECT_EQ(best("a1.b2.c3.d4.e325"), "a1.b2.c3.d4");
}

TEST_F(SpecificationExample, TakesTheOnlyWildcard) {
  EXPECT_EQ(best("a1.b2.c55.d4.e5"), "a1.b2..d4.e5");
}

// The example says that no prefix means this one, but by the rule of the same chapter prefixes are
// compared by characters, and "a1.b2.c3" does.
TEST_F(SpecificationExample, PrefersTheWildcardWithTheLongerFirstPortion) {
  EXPECT_EQ(best("a1.b2.c33.d4.e5"), "a1.b2.c3");
  index.erase("a1.b2.c3", Match::prefix);
  EXPECT_EQ(best("a1.b2.c33.d4.e5"), "a1.b2.c33..e5");
}

TEST_F(SpecificationExample, PrefersTheWildcardWithTheLongerSecondPortion) {
  EXPECT_EQ(best("a1.b2.c88.d4.e5.f6.g7"), "a1.b2..d4.e5..g7");
}

TEST_F(SpecificationExample, FindsNothingElse) {
  EXPECT_EQ(best("a2.b2.c2.d2.e2"), "");
}

TEST_F(PatternIndexTest, FindsTheExactOneFirst) {
  add("a.b", Match::prefix);
  add("a.b", Match::wildcard);
  add("a.b", Match::exact);
  EXPECT_THAT(found("a.b"), ElementsAre("a.b", "a.b", "a.b"));
  EXPECT_EQ(index.find("a.b", Match::exact), &items[2]);
}

TEST_F(PatternIndexTest, KeepsTheSameTextApartByMatch) {
  add("a.b", Match::exact);
  add("a.b", Match::prefix);
  index.erase("a.b", Match::exact);
  EXPECT_EQ(index.find("a.b", Match::exact), nullptr);
  EXPECT_EQ(index.find("a.b", Match::prefix), &items[1]);
  EXPECT_EQ(index.size(), 1U);
}

TEST_F(PatternIndexTest, IsEmptyOnceAllIsErased) {
  add("a.", Match::prefix);
  add("a.", Match::wildcard);
  index.erase("a.", Match::prefix);
  index.erase("a.", Match::wildcard);
  EXPECT_EQ(index.size(), 0U);
  EXPECT_THAT(found("a.b"), IsEmpty());
}

}  // namespace
}  // namespace deskgate::router
