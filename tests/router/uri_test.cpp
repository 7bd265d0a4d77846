// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/uri.hpp"

#include <gtest/gtest.h>

#include <string>

namespace deskgate::router {
namespace {

using std::string_literals::operator""s;

class Uri : public testing::TestWithParam<const char*> {};

class GoodUri : public Uri {};
TEST_P(GoodUri, IsAccepted) {
  EXPECT_TRUE(is_uri(GetParam()));
}
INSTANTIATE_TEST_SUITE_P(LooseRule, GoodUri,
                         testing::Values("a", "com.myapp.topic1", "org.mpris.MediaPlayer2",
                                         "a-b.c_d.E", "1.2.3", "*", "com.*.x", "/", "a./org/mpris",
                                         ":1.42", "com.caf\xC3\xA9.x", "wamp", "a@b.c",
                                         "\xE2\x80\x8B.zero-width-space-is-no-white-space"));

class BadUri : public Uri {};
TEST_P(BadUri, IsRefused) {
  EXPECT_FALSE(is_uri(GetParam()));
}
INSTANTIATE_TEST_SUITE_P(LooseRule, BadUri,
                         testing::Values("", ".", "a.", ".a", "a..b", "a b", "a.b#c", "#", "a\tb",
                                         "a\nb", "a\n", "a\rb", "a\vb", "a\fb", "a\x1C", "a\x1F",
                                         "a\xC2\x85", "a\xC2\xA0z", "\xE1\x9A\x80", "a\xE2\x80\x80",
                                         "a\xE2\x80\x8A", "a\xE2\x80\xA8", "a\xE2\x80\xA9",
                                         "a\xE2\x80\xAF", "a\xE2\x81\x9F", "a\xE3\x80\x80"));

TEST(Uri, MayHoldAnythingElse) {
  EXPECT_TRUE(is_uri("a.\0"s));
}

class GoodPrefix : public Uri {};
TEST_P(GoodPrefix, IsAccepted) {
  EXPECT_TRUE(is_pattern(GetParam(), Match::prefix));
}
INSTANTIATE_TEST_SUITE_P(LooseRule, GoodPrefix, testing::Values("", "a", "a.", "a.b", "a.b."));

class BadPrefix : public Uri {};
TEST_P(BadPrefix, IsRefused) {
  EXPECT_FALSE(is_pattern(GetParam(), Match::prefix));
}
INSTANTIATE_TEST_SUITE_P(LooseRule, BadPrefix,
                         testing::Values(".", ".a", "a..", "a..b", "a b", "a#"));

class GoodWildcard : public Uri {};
TEST_P(GoodWildcard, IsAccepted) {
  EXPECT_TRUE(is_pattern(GetParam(), Match::wildcard));
}
INSTANTIATE_TEST_SUITE_P(LooseRule, GoodWildcard,
                         testing::Values("", ".", "..", "a", "a.", ".a", "a..b", "com..x."));

class BadWildcard : public Uri {};
TEST_P(BadWildcard, IsRefused) {
  EXPECT_FALSE(is_pattern(GetParam(), Match::wildcard));
}
INSTANTIATE_TEST_SUITE_P(LooseRule, BadWildcard, testing::Values("a b", "a.#.b", "a.\xC2\xA0"));

struct Comparison {
  const char* pattern;
  Match match;
  const char* uri;
};

class MeansTheUri : public testing::TestWithParam<Comparison> {};
TEST_P(MeansTheUri, WhenItMatches) {
  EXPECT_TRUE(matches(GetParam().pattern, GetParam().match, GetParam().uri));
}
INSTANTIATE_TEST_SUITE_P(
    Match, MeansTheUri,
    testing::Values(
        Comparison{"a.b", Match::exact, "a.b"}, Comparison{"", Match::prefix, "a.b"},
        Comparison{"a", Match::prefix, "abc.d"}, Comparison{"a.b", Match::prefix, "a.b"},
        Comparison{"com.myapp.topic.emergency", Match::prefix, "com.myapp.topic.emergency-low"},
        Comparison{"com.myapp..userevent", Match::wildcard, "com.myapp.foo.userevent"},
        Comparison{"..", Match::wildcard, "a.b.c"}, Comparison{"a.", Match::wildcard, "a.b"},
        Comparison{".b", Match::wildcard, "a.b"}, Comparison{"", Match::wildcard, "a"}));

class MeansAnother : public testing::TestWithParam<Comparison> {};
TEST_P(MeansAnother, WhenItDoesNotMatch) {
  EXPECT_FALSE(matches(GetParam().pattern, GetParam().match, GetParam().uri));
}
INSTANTIATE_TEST_SUITE_P(
    Match, MeansAnother,
    testing::Values(Comparison{"a.b", Match::exact, "a.b.c"}, Comparison{"a", Match::exact, "A"},
                    Comparison{"a.b.", Match::prefix, "a.b"},
                    Comparison{"com.myapp..userevent", Match::wildcard,
                               "com.myapp.foo.userevent.x"},
                    Comparison{"com.myapp..userevent", Match::wildcard, "com.myapp2.foo.userevent"},
                    Comparison{"", Match::wildcard, "a.b"}, Comparison{"a.", Match::wildcard, "a"},
                    Comparison{"*.b", Match::wildcard, "a.b"}));

TEST(Uri, IsReservedByItsFirstComponentOnly) {
  EXPECT_TRUE(is_reserved("wamp"));
  EXPECT_TRUE(is_reserved("wamp.session.on_join"));
  EXPECT_FALSE(is_reserved("wampfoo.x"));
  EXPECT_FALSE(is_reserved("org.wamp"));
}

TEST(Uri, NamesItsMatchingPolicies) {
  EXPECT_EQ(match_from("exact"), Match::exact);
  EXPECT_EQ(match_from("prefix"), Match::prefix);
  EXPECT_EQ(match_from("wildcard"), Match::wildcard);
  EXPECT_EQ(match_from("Exact"), std::nullopt);
}

}  // namespace
}  // namespace deskgate::router
