// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/json_walk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace deskgate::router {
namespace {

using std::string_literals::operator""s;
using testing::HasSubstr;

std::string repeat(const std::string& text, int count) {
  std::string repeated;
  while (count-- > 0) repeated += text;
  return repeated;
}

Result<RawMessage> walk(std::string_view text) {
  RawMessage raw;
  const auto walked = walk_json_message(text, raw);
  if (!walked) return walked.error();
  return raw;
}

class JsonText : public testing::TestWithParam<std::string> {};

class GoodJson : public JsonText {};
TEST_P(GoodJson, IsAccepted) {
  EXPECT_TRUE(walk(GetParam()));
}
INSTANTIATE_TEST_SUITE_P(Structures, GoodJson,
                         testing::Values("[]", " \t\r\n[ \n] ", "[[]]", "[{}]", "[ { } , [ ] ]",
                                         R"([{"a":1}])", R"([{"a":[{"b":{}}],"c":[]}])",
                                         R"([ { "a" : 1 , "b" : [ 2 , 3 ] } , 4 ])",
                                         R"([{"a":1,"a":2}])", "[1,2,3,4,5,6,7,8,9,10]",
                                         R"([{"":{}},[[],{}]])"));
INSTANTIATE_TEST_SUITE_P(Scalars, GoodJson,
                         testing::Values("[null]", "[true]", "[false]", "[0]", "[-0]", "[-1]",
                                         "[10]", "[0.5]", "[-0.0e0]", "[1e5]", "[1E+5]",
                                         "[1.25e-7]", "[1e400]", "[18446744073709551616]",
                                         "[123456789012345678901234567890]"));
INSTANTIATE_TEST_SUITE_P(Strings, GoodJson,
                         testing::Values(R"([""])", R"(["a"])", R"(["\"\\\/\b\f\n\r\t"])",
                                         R"(["\u0000\uFFFF\uabCD"])", R"(["\uD83D\uDE00"])",
                                         R"(["\ud800"])", "[\"\x7F\"]", "[\"\xC3\xA9\"]",
                                         "[\"\xF0\x9F\x98\x80\"]", "[\"\xEF\xBF\xBF\"]"));

class BadJson : public JsonText {};
TEST_P(BadJson, IsRefused) {
  const auto walked = walk(GetParam());
  ASSERT_FALSE(walked);
  EXPECT_EQ(walked.error().uri, "wamp.error.protocol_violation");
}
INSTANTIATE_TEST_SUITE_P(Structures, BadJson,
                         testing::Values("", " ", "{}", "1", "\"a\"", "null", "[", "]", "[]]",
                                         "[][]", "[] x", "[,]", "[1,]", "[,1]", "[1,,2]", "[1 2]",
                                         "[1:2]", "[{]", "[}", "[1}", "[{\"a\"}]", "[{\"a\":}]",
                                         "[{\"a\":1,}]", "[{,}]", "[{\"a\" 1}]",
                                         "[{\"a\":1 \"b\":2}]", "[{1:2}]", "[{a:1}]", "[{'a':1}]",
                                         "[{\"a\":1]", "[[1}]", "[{\"a\":1,2}]", "[/**/]", "[1]//",
                                         "\xEF\xBB\xBF[]", "[1]\0"s, "[\f1]",
                                         "[\xC2\xA0"
                                         "1]"));
INSTANTIATE_TEST_SUITE_P(Scalars, BadJson,
                         testing::Values("[nul]", "[nulll]", "[True]", "[tru,01]", "[01]", "[-]",
                                         "[-01]", "[+1]", "[.5]", "[1.]", "[1.e5]", "[1e]", "[1e+]",
                                         "[0x1]", "[1_000]", "[NaN]", "[Infinity]", "[-Infinity]",
                                         "[--1]", "[1a]", "[undefined]"));
INSTANTIATE_TEST_SUITE_P(Strings, BadJson,
                         testing::Values("[\"]", "[\"a]", "['a']", "[\"\\\"]", "[\"\\a\"]",
                                         "[\"\\u\"]", "[\"\\u12\"]", "[\"\\u12G4\"]",
                                         "[\"\\U1234\"]", "[\"\\x41\"]", "[\"\n\"]", "[\"\t\"]",
                                         "[\"\x1F\"]", "[\"\0\"]"s, "[{\"a\n\":1}]", "[\"\\\n\"]"));
INSTANTIATE_TEST_SUITE_P(Utf8, BadJson,
                         testing::Values("[\"\xFF\"]", "[\"\x80\"]", "[\"\xC3\"]", "[\"\xC0\xAF\"]",
                                         "[\"\xED\xA0\x80\"]", "[\"\xF4\x90\x80\x80\"]",
                                         "[\"\xE0\x80\xAF\"]", "[\"\xF0\x9F\x98\"]"));

TEST(JsonWalk, AcceptsSixtyFourLevels) {
  EXPECT_TRUE(walk(repeat("[", 64) + repeat("]", 64)));
  EXPECT_TRUE(walk("[" + repeat(R"({"a":)", 63) + "1" + repeat("}", 63) + "]"));
}

TEST(JsonWalk, RefusesSixtyFiveLevels) {
  EXPECT_FALSE(walk(repeat("[", 65) + repeat("]", 65)));
  EXPECT_FALSE(walk("[" + repeat(R"({"a":)", 64) + "1" + repeat("}", 64) + "]"));
}

TEST(JsonWalk, CountsNestingAndNotBrackets) {
  EXPECT_TRUE(walk("[" + repeat("[[]],", 1000) + "1]"));
}

TEST(JsonWalk, KnowsAtEachLevelWhetherItIsADictionary) {
  EXPECT_TRUE(walk(R"([{"a":[{"b":[1,{"c":2,"d":[]}],"e":3}],"f":4},5])"));
  EXPECT_FALSE(walk(R"([{"a":[{"b":[1,{"c":2,"d":[]}],5}],"f":4},5])"));
  EXPECT_FALSE(walk(R"([{"a":["b":1]}])"));
}

TEST(JsonWalk, SurvivesAHundredThousandOpeners) {
  const auto walked = walk(repeat("[", 100000));
  ASSERT_FALSE(walked);
  EXPECT_EQ(walked.error().message, "octet 64: nested deeper than 64 levels");
}

TEST(JsonWalk, SaysWhereAndWhat) {
  EXPECT_EQ(walk("[1 2]").error().message, "octet 3: expected ',' or ']'");
  EXPECT_EQ(walk(R"([{"a" 1}])").error().message, "octet 6: expected ':'");
}

TEST(JsonWalk, FindsTheElements) {
  const auto walked = walk(R"( [48, 1.5 ,{"a":{"b":[]}, "c":0},"x\"y",[1, 2],null,true] )");
  ASSERT_TRUE(walked);
  const auto& fields = walked->fields;
  EXPECT_EQ(walked->count, 7U);
  EXPECT_EQ(fields[0].octets, "48");
  EXPECT_EQ(fields[1].octets, "1.5");
  EXPECT_EQ(fields[2].octets, R"({"a":{"b":[]}, "c":0})");
  EXPECT_EQ(fields[3].octets, R"("x\"y")");
  EXPECT_EQ(fields[4].octets, "[1, 2]");
  EXPECT_EQ(fields[5].octets, "null");
  EXPECT_EQ(fields[6].octets, "true");
}

TEST(JsonWalk, KnowsTheTypeOfEachElement) {
  const auto walked = walk(R"([48,1.5,{"a":1},"x",[{}],null,true])");
  ASSERT_TRUE(walked);
  const auto& fields = walked->fields;
  EXPECT_EQ(fields[0].kind, Kind::integer);
  EXPECT_EQ(fields[1].kind, Kind::floating);
  EXPECT_EQ(fields[2].kind, Kind::dictionary);
  EXPECT_EQ(fields[3].kind, Kind::text);
  EXPECT_EQ(fields[4].kind, Kind::list);
  EXPECT_EQ(fields[5].kind, Kind::null);
  EXPECT_EQ(fields[6].kind, Kind::boolean);
}

TEST(JsonWalk, CountsTheMembersOfDictionaries) {
  const auto walked = walk(R"([{"a":1,"a":{"b":2}},{},[{"c":3}]])");
  ASSERT_TRUE(walked);
  EXPECT_EQ(walked->fields[0].members, 3U);
  EXPECT_EQ(walked->fields[1].members, 0U);
  EXPECT_EQ(walked->fields[2].members, 1U);
}

TEST(JsonWalk, CountsElementsBeyondTheLongestMessage) {
  const auto walked = walk("[1,2,3,4,5,6,7,8,9]");
  ASSERT_TRUE(walked);
  EXPECT_EQ(walked->count, 9U);
}

TEST(JsonWalk, WalksOneValueOfAnyType) {
  EXPECT_TRUE(walk_json_value(" 1 "));
  EXPECT_TRUE(walk_json_value(R"({"a":[]})"));
  EXPECT_FALSE(walk_json_value("1 2"));
  EXPECT_FALSE(walk_json_value(""));
  EXPECT_FALSE(walk_json_value("\"\xFF\""));
}

TEST(JsonWalk, LetsAValueNestOneLevelLessThanAMessage) {
  EXPECT_TRUE(walk_json_value(repeat("[", 63) + repeat("]", 63)));
  EXPECT_FALSE(walk_json_value(repeat("[", 64) + repeat("]", 64)));
}

class CutShort : public testing::TestWithParam<std::size_t> {};
const auto whole_message =
    R"([48, 17, {"a": [true, null, {"\u00e9": "\\"}]}, "org.x", [-1.5e-3, "y"], {"k": []}])"s;
TEST_P(CutShort, IsRefused) {
  EXPECT_FALSE(walk(whole_message.substr(0, GetParam())));
}
INSTANTIATE_TEST_SUITE_P(AtEveryOctet, CutShort,
                         testing::Range(std::size_t{0}, whole_message.size()));

TEST(JsonWalk, AcceptsTheMessageThatIsCutShortAbove) {
  EXPECT_TRUE(walk(whole_message));
}

}  // namespace
}  // namespace deskgate::router
