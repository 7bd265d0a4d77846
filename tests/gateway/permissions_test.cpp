// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/permissions.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>

#include "gateway/own_uris.hpp"

namespace deskgate::gateway {
namespace {

using router::Action;
using router::Match;
using router::Request;

Permission permission(std::string uri, Match match, Action action = Action::call) {
  return {std::move(uri), match, Actions().add(action)};
}

bool allows(const Permission& only, const Request& request) {
  return Permissions({only}).find(request) != nullptr;
}

std::string deciding(const std::vector<Permission>& all, std::string_view uri) {
  const Permissions permissions(all);
  const auto* found = permissions.find({Action::call, uri});
  return found ? std::string(to_string(found->match)) + " " + found->uri : "none";
}

TEST(Permissions, WithoutAnyNothingIsAllowed) {
  EXPECT_EQ(deciding({}, "com.example"), "none");
}

TEST(Permissions, AllowOnlyTheActionsThatTheyName) {
  const auto call = permission("com.example", Match::exact, Action::call);
  EXPECT_TRUE(allows(call, {Action::call, "com.example"}));
  EXPECT_FALSE(allows(call, {Action::register_, "com.example"}));
  EXPECT_FALSE(allows(call, {Action::subscribe, "com.example"}));
  EXPECT_FALSE(allows(call, {Action::publish, "com.example"}));
}

TEST(Permissions, WhoMaySubscribeMayReceive) {
  const auto subscribe = permission("com.", Match::prefix, Action::subscribe);
  EXPECT_TRUE(allows(subscribe, {Action::receive, "com.example"}));
  EXPECT_FALSE(allows(permission("com.", Match::prefix), {Action::receive, "com.example"}));
}

TEST(Permissions, TheMostSpecificOneDecides) {
  const std::vector all{permission("a..c", Match::wildcard), permission("a.", Match::prefix),
                        permission("a.b.", Match::prefix), permission("a.b.c", Match::exact),
                        permission("..", Match::wildcard)};
  EXPECT_EQ(deciding(all, "a.b.c"), "exact a.b.c");
  EXPECT_EQ(deciding(all, "a.b.d"), "prefix a.b.");
  EXPECT_EQ(deciding(all, "a.x"), "prefix a.");
  EXPECT_EQ(deciding(all, "x.b.c"), "wildcard ..");
  EXPECT_EQ(deciding(all, "x.b"), "none");
}

TEST(Permissions, OfTwoWildcardsTheFirstDecides) {
  EXPECT_EQ(deciding({permission("a.", Match::wildcard), permission(".b", Match::wildcard)}, "a.b"),
            "wildcard a.");
}

TEST(Permissions, OneThatDoesNotAllowTheActionIsPassedOver) {
  const std::vector all{permission("a.b", Match::exact, Action::publish),
                        permission("a.", Match::prefix, Action::call)};
  EXPECT_EQ(deciding(all, "a.b"), "prefix a.");
}

TEST(Permissions, TheRoutersOwnNamesNeedOneOfTheirOwn) {
  EXPECT_FALSE(allows(permission("", Match::prefix), {Action::call, "wamp.session.count"}));
  EXPECT_FALSE(allows(permission("wa", Match::prefix), {Action::call, "wamp.session.count"}));
  EXPECT_FALSE(allows(permission("..", Match::wildcard), {Action::call, "wamp.session.count"}));
  EXPECT_TRUE(allows(permission("wamp.", Match::prefix), {Action::call, "wamp.session.count"}));
  EXPECT_TRUE(allows(permission("wamp..", Match::wildcard), {Action::call, "wamp.session.count"}));
}

TEST(Permissions, NoneReachesTheGatewaysOwnNames) {
  EXPECT_FALSE(allows(permission("", Match::prefix), {Action::call, "org.deskgate.bus.list"}));
  EXPECT_FALSE(allows(permission("...", Match::wildcard), {Action::call, "org.deskgate.bus.list"}));
  EXPECT_TRUE(allows(permission("", Match::prefix), {Action::call, "org.deskgates"}));
}

TEST(Permissions, APatternMustBeCoveredAsAWhole) {
  const auto may = [](const Permission& only, std::string_view pattern, Match match) {
    return allows(only, {Action::call, pattern, match});
  };
  const auto prefix = permission("a.", Match::prefix);
  EXPECT_TRUE(may(prefix, "a.b", Match::prefix));
  EXPECT_TRUE(may(prefix, "a..c", Match::wildcard));
  EXPECT_FALSE(may(prefix, "a", Match::prefix));
  EXPECT_FALSE(may(prefix, ".b", Match::wildcard));
  const auto wildcard = permission("a..", Match::wildcard);
  EXPECT_TRUE(may(wildcard, "a..c", Match::wildcard));
  EXPECT_TRUE(may(wildcard, "a..", Match::wildcard));
  EXPECT_FALSE(may(wildcard, "...", Match::wildcard));
  EXPECT_FALSE(may(wildcard, ".b.", Match::wildcard));
  EXPECT_FALSE(may(wildcard, "a.", Match::prefix));
  EXPECT_FALSE(may(permission("a", Match::exact), "a", Match::prefix));
}

// Random permissions and requests against the rules as they are told, over every URI of up to four
// components of a small vocabulary.
class PermissionsProperty : public testing::Test {
 protected:
  static constexpr std::array<const char*, 5> words{"a", "wamp", "org", "deskgate", ""};

  std::size_t below(std::size_t bound) { return random_() % bound; }

  std::string pattern_of(Match match) {
    std::string text;
    for (auto left = below(4) + 1; left > 0; --left) {
      text += words[below(words.size())];
      if (left > 1) text += '.';
    }
    return router::is_pattern(text, match) ? text : pattern_of(match);
  }

  Match any_match() { return static_cast<Match>(below(3)); }
  Action any_action() { return static_cast<Action>(below(4)); }

  std::vector<Permission> any_permissions() {
    std::vector<Permission> all(below(6));
    for (auto& each : all) {
      each.match = any_match();
      each.uri = pattern_of(each.match);
      each.allow.add(any_action()).add(any_action());
    }
    return all;
  }

  static bool means(const Permission& each, std::string_view uri) {
    return router::matches(each.uri, each.match, uri) && !is_own(uri) &&
           (!router::is_reserved(uri) || router::is_reserved(each.uri));
  }

  // 3: exact. 2: prefix. 1: wildcard.
  static int rank(const Permission& each) { return 3 - static_cast<int>(each.match); }

  static const Permission* expected(const std::vector<Permission>& all, Action action,
                                    std::string_view uri) {
    const Permission* best = nullptr;
    for (const auto& each : all) {
      if (!each.allow.has(action) || !means(each, uri)) continue;
      const bool is_longer = best && each.match == Match::prefix && best->match == Match::prefix &&
                             each.uri.size() > best->uri.size();
      if (!best || rank(each) > rank(*best) || is_longer) best = &each;
    }
    return best;
  }

  std::vector<std::string> every_uri() const {
    std::vector<std::string> all;
    std::vector<std::string> longest{""};
    for (int length = 1; length <= 4; ++length) {
      std::vector<std::string> next;
      for (const auto& begin : longest) {
        for (const std::string word : {"a", "wamp", "org", "deskgate", "z"}) {
          next.push_back(begin.empty() ? word : begin + "." + word);
        }
      }
      all.insert(all.end(), next.begin(), next.end());
      longest = std::move(next);
    }
    return all;
  }

 private:
  std::mt19937 random_{2024};
};

TEST_F(PermissionsProperty, AUriIsDecidedAsTheRulesSay) {
  for (int round = 0; round < 50'000; ++round) {
    const auto all = any_permissions();
    const Permissions permissions(all);
    const auto uri = pattern_of(Match::exact);
    const auto action = any_action();
    const auto* found = permissions.find({action, uri});
    const auto* wanted = expected(all, action, uri);
    ASSERT_EQ(found == nullptr, wanted == nullptr) << uri;
    if (!found) continue;
    ASSERT_EQ(found->uri, wanted->uri) << uri;
    ASSERT_EQ(found->match, wanted->match) << uri;
  }
}

TEST_F(PermissionsProperty, APatternThatIsAllowedMeansNoUriThatIsNot) {
  const auto uris = every_uri();
  for (int round = 0; round < 2'000; ++round) {
    const Permissions permissions(any_permissions());
    const auto match = static_cast<Match>(1 + below(2));
    const auto pattern = pattern_of(match);
    const auto action = any_action();
    const auto* found = permissions.find({action, pattern, match});
    if (!found) continue;
    for (const auto& uri : uris) {
      if (!router::matches(pattern, match, uri)) continue;
      ASSERT_TRUE(router::matches(found->uri, found->match, uri))
          << found->uri << " allows " << pattern << ", which means " << uri;
    }
  }
}

TEST_F(PermissionsProperty, APatternMeansOursIfAnyUriOfItDoes) {
  const auto uris = every_uri();
  for (int round = 0; round < 2'000; ++round) {
    const auto match = any_match();
    const auto pattern = pattern_of(match);
    const bool means_ours = std::ranges::any_of(
        uris, [&](const auto& uri) { return is_own(uri) && router::matches(pattern, match, uri); });
    ASSERT_LE(means_ours, may_mean_own(pattern, match)) << pattern << " " << to_string(match);
  }
}

}  // namespace
}  // namespace deskgate::gateway
