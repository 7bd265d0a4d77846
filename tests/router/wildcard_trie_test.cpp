// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/wildcard_trie.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

namespace deskgate::router {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class WildcardTrieTest : public testing::Test {
 protected:
  void add(const std::string& pattern) { trie.insert(pattern, items.emplace_back(pattern)); }

  std::vector<std::string> found(std::string_view uri) const {
    std::vector<std::string> patterns;
    const auto visit = [&](const std::string& pattern) {
      patterns.push_back(pattern);
      return true;
    };
    trie.visit_matches(uri, visit);
    return patterns;
  }

  std::deque<std::string> items;
  WildcardTrie<std::string> trie;
};

TEST_F(WildcardTrieTest, ErasesOnePatternAndKeepsTheOthers) {
  add("a..c");
  add("a.b.");
  trie.erase("a..c");
  EXPECT_THAT(found("a.b.c"), ElementsAre("a.b."));
  EXPECT_EQ(trie.find("a..c"), nullptr);
  EXPECT_EQ(trie.size(), 1U);
}

TEST_F(WildcardTrieTest, ErasesThePatternAndNotTheLongerOneBelowIt) {
  add("a.");
  add("a..c");
  trie.erase("a.");
  EXPECT_THAT(found("a.b"), IsEmpty());
  EXPECT_THAT(found("a.b.c"), ElementsAre("a..c"));
}

TEST_F(WildcardTrieTest, ErasesThePatternAndNotTheShorterOneAboveIt) {
  add("a.");
  add("a..c");
  trie.erase("a..c");
  EXPECT_THAT(found("a.b"), ElementsAre("a."));
  EXPECT_THAT(found("a.b.c"), IsEmpty());
}

TEST_F(WildcardTrieTest, IgnoresPatternsThatAreNotThere) {
  add("a..c");
  trie.erase("a.");
  trie.erase("a..d");
  trie.erase("b..c");
  trie.erase("a..c.d");
  EXPECT_EQ(trie.size(), 1U);
  EXPECT_THAT(found("a.b.c"), ElementsAre("a..c"));
}

TEST_F(WildcardTrieTest, TakesAPatternAgainAfterItWasErased) {
  add("a..c");
  trie.erase("a..c");
  EXPECT_THAT(found("a.b.c"), IsEmpty());
  add("a..c");
  EXPECT_THAT(found("a.b.c"), ElementsAre("a..c"));
}

}  // namespace
}  // namespace deskgate::router
