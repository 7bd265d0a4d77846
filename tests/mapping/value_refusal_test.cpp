// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What does not fit is refused with the place, what was expected and what came instead.
#include <gtest/gtest.h>

#include <limits>

#include "tests/mapping/plain_message.hpp"

namespace deskgate::mapping {
namespace {

struct Refused {
  const char* signature;
  const char* arguments;
  const char* message;
};

void PrintTo(const Refused& refused, std::ostream* out) {
  *out << refused.signature << " " << refused.arguments;
}

class RefusedTest : public testing::TestWithParam<Refused> {};

TEST_P(RefusedTest, IsToldWithItsPlace) {
  const auto& refused = GetParam();
  EXPECT_EQ(test::refusal(refused.signature, test::wamp(refused.arguments)), refused.message);
}

const Refused range_table[] = {
    {"y", "[256]", "argument 1: expected y (0..255), got 256"},
    {"y", "[-1]", "argument 1: expected y (0..255), got -1"},
    {"y", "[1.5]", "argument 1: expected y (0..255), got 1.5"},
    {"y", "[\"1\"]", "argument 1: expected y (0..255), got \"1\""},
    {"n", "[32768]", "argument 1: expected n (-32768..32767), got 32768"},
    {"n", "[-32769]", "argument 1: expected n (-32768..32767), got -32769"},
    {"q", "[65536]", "argument 1: expected q (0..65535), got 65536"},
    {"q", "[-1]", "argument 1: expected q (0..65535), got -1"},
    {"i", "[2147483648]", "argument 1: expected i (-2147483648..2147483647), got 2147483648"},
    {"i", "[true]", "argument 1: expected i (-2147483648..2147483647), got true"},
    {"i", "[-0.5]", "argument 1: expected i (-2147483648..2147483647), got -0.5"},
    {"u", "[1e300]", "argument 1: expected u (0..4294967295), got 1e+300"},
    {"n", "[{}]", "argument 1: expected n (-32768..32767), got a dictionary of 0 keys"},
    {"q", "[[1]]", "argument 1: expected q (0..65535), got a list of 1 element"},
    {"i", "[null]", "argument 1: expected i (-2147483648..2147483647), got null"},
    {"u", "[4294967296]", "argument 1: expected u (0..4294967295), got 4294967296"},
    {"u", "[-1]", "argument 1: expected u (0..4294967295), got -1"},
    {"x", "[9223372036854775808]",
     "argument 1: expected x (-9223372036854775808..9223372036854775807), got 9223372036854775808"},
    {"x", "[\"9223372036854775808\"]",
     "argument 1: expected x (-9223372036854775808..9223372036854775807), got "
     "\"9223372036854775808\""},
    {"x", "[\" 1\"]",
     "argument 1: expected x (-9223372036854775808..9223372036854775807), got \" 1\""},
    {"x", "[\"+1\"]",
     "argument 1: expected x (-9223372036854775808..9223372036854775807), got \"+1\""},
    {"x", "[\"01\"]",
     "argument 1: expected x (-9223372036854775808..9223372036854775807), got \"01\""},
    {"x", "[\"-0\"]",
     "argument 1: expected x (-9223372036854775808..9223372036854775807), got \"-0\""},
    {"x", "[\"1.0\"]",
     "argument 1: expected x (-9223372036854775808..9223372036854775807), got \"1.0\""},
    {"x", "[\"\"]", "argument 1: expected x (-9223372036854775808..9223372036854775807), got \"\""},
    {"x", "[9007199254740992.0]",
     "argument 1: expected x (-9223372036854775808..9223372036854775807), got "
     "9.007199254740992e+15"},
    {"t", "[-1]", "argument 1: expected t (0..18446744073709551615), got -1"},
    {"t", "[\"-1\"]", "argument 1: expected t (0..18446744073709551615), got \"-1\""},
    {"t", "[\"18446744073709551616\"]",
     "argument 1: expected t (0..18446744073709551615), got \"18446744073709551616\""},
    {"b", "[0]", "argument 1: expected b (true or false), got 0"},
    {"b", "[1]", "argument 1: expected b (true or false), got 1"},
    {"b", "[null]", "argument 1: expected b (true or false), got null"},
    {"b", "[\"true\"]", "argument 1: expected b (true or false), got \"true\""},
    {"d", "[\"nan\"]", "argument 1: expected d (a number), got \"nan\""},
    {"d", "[\"inf\"]", "argument 1: expected d (a number), got \"inf\""},
    {"d", "[\"+Infinity\"]", "argument 1: expected d (a number), got \"+Infinity\""},
    {"d", "[\"NAN\"]", "argument 1: expected d (a number), got \"NAN\""},
    {"d", "[true]", "argument 1: expected d (a number), got true"},
    {"d", "[null]", "argument 1: expected d (a number), got null"},
    {"d", "[\"1.5\"]", "argument 1: expected d (a number), got \"1.5\""},
    {"d", "[9007199254740993]", "argument 1: expected d (a number), got 9007199254740993"},
    {"d", "[18446744073709551615]", "argument 1: expected d (a number), got 18446744073709551615"},
    {"d", "[9223372036854775807]", "argument 1: expected d (a number), got 9223372036854775807"},
};
INSTANTIATE_TEST_SUITE_P(Ranges, RefusedTest, testing::ValuesIn(range_table));

const Refused text_table[] = {
    {"s", "[1]", "argument 1: expected s (text), got 1"},
    {"s", "[null]", "argument 1: expected s (text), got null"},
    {"s", "[\"\\u0000aa\"]", "argument 1: expected s (text), got binary of 1 octet"},
    {"o", "[\"\"]", "argument 1: expected o (an object path), got \"\""},
    {"o", "[\"a\"]", "argument 1: expected o (an object path), got \"a\""},
    {"o", "[\"/a/\"]", "argument 1: expected o (an object path), got \"/a/\""},
    {"o", "[\"//\"]", "argument 1: expected o (an object path), got \"//\""},
    {"o", "[\"/..\"]", "argument 1: expected o (an object path), got \"/..\""},
    {"g", "[\"a\"]", "argument 1: expected g (a signature), got \"a\""},
    {"g", "[\"()\"]", "argument 1: expected g (a signature), got \"()\""},
    {"g", "[\"a{vs}\"]", "argument 1: expected g (a signature), got \"a{vs}\""},
    {"g", "[5]", "argument 1: expected g (a signature), got 5"},
    {"o", "[5]", "argument 1: expected o (an object path), got 5"},
    {"s", "[[\"a\"]]", "argument 1: expected s (text), got a list of 1 element"},
    {"ay", "[[1, \"2\"]]", "argument 1, element 2: expected y (0..255), got \"2\""},
    {"ay", "[{}]", "argument 1: expected ay (binary), got a dictionary of 0 keys"},
    {"aay", "[[\"\\u000001\", \"a\"]]", "argument 1, element 2: expected ay (binary), got \"a\""},
    {"ay", "[\"text\"]", "argument 1: expected ay (binary), got \"text\""},
    {"ay", "[[1, 256]]", "argument 1, element 2: expected y (0..255), got 256"},
};
INSTANTIATE_TEST_SUITE_P(Texts, RefusedTest, testing::ValuesIn(text_table));

const Refused container_table[] = {
    {"as", "[\"a\"]", "argument 1: expected as (a list of texts), got \"a\""},
    {"as", "[{\"a\": 1}]", "argument 1: expected as (a list of texts), got a dictionary of 1 key"},
    {"as", "[[\"a\", 1]]", "argument 1, element 2: expected s (text), got 1"},
    {"aas", "[[[], [\"a\", 1]]]", "argument 1, element 2, element 2: expected s (text), got 1"},
    {"(ii)", "[[1]]",
     "argument 1: expected (ii) (a list of exactly 2 elements), got a list of 1 element"},
    {"(ii)", "[{}]",
     "argument 1: expected (ii) (a list of exactly 2 elements), got a dictionary of 0 keys"},
    {"(ii)", "[[1, 2, 3]]",
     "argument 1: expected (ii) (a list of exactly 2 elements), got a list of 3 elements"},
    {"(i(ss))", "[[1, [\"a\"]]]",
     "argument 1, field 2: expected (ss) (a list of exactly 2 elements), got a list of 1 element"},
    {"(is)", "[[1, 2]]", "argument 1, field 2: expected s (text), got 2"},
    {"a{sv}", "[1]", "argument 1: expected a{sv} (a dictionary from texts to any values), got 1"},
    {"a{ss}", "[{\"a\": 1}]", "argument 1, key \"a\": expected s (text), got 1"},
    {"a{ss}", "[[[\"a\"]]]",
     "argument 1, element 1: expected a [key, value] pair, got a list of 1 element"},
    {"a{ss}", "[[1]]", "argument 1, element 1: expected a [key, value] pair, got 1"},
    {"a{ys}", "[{\"300\": \"a\"}]", "argument 1, key \"300\": expected y (0..255), got 300"},
    {"a{ys}", "[{\"x\": \"a\"}]", "argument 1, key \"x\": expected y (0..255), got \"x\""},
    {"a{is}", "[{\"01\": \"a\"}]",
     "argument 1, key \"01\": expected i (-2147483648..2147483647), got \"01\""},
    {"a{is}", "[{\"1.0\": \"a\"}]",
     "argument 1, key \"1.0\": expected i (-2147483648..2147483647), got \"1.0\""},
    {"a{is}", "[{\"\": \"a\"}]",
     "argument 1, key \"\": expected i (-2147483648..2147483647), got \"\""},
    {"a{is}", "[[[null, \"a\"]]]",
     "argument 1, key \"null\": expected i (-2147483648..2147483647), got null"},
    {"a{ts}", "[{\"-1\": \"a\"}]",
     "argument 1, key \"-1\": expected t (0..18446744073709551615), got \"-1\""},
    {"a{xs}", "[{\"9223372036854775808\": \"a\"}]",
     "argument 1, key \"9223372036854775808\": expected x "
     "(-9223372036854775808..9223372036854775807), got \"9223372036854775808\""},
    {"a{ds}", "[{\"1\": \"a\", \"1.0\": \"b\"}]", "argument 1, key \"1.0\": the same key as \"1\""},
    {"a{ds}", "[{\"1e1\": \"a\", \"10\": \"b\"}]",
     "argument 1, key \"1e1\": the same key as \"10\""},
    {"a{ds}", "[{\"0x1\": \"a\"}]", "argument 1, key \"0x1\": expected d (a number), got \"0x1\""},
    {"a{ds}", "[{\"1e999\": \"a\"}]",
     "argument 1, key \"1e999\": expected d (a number), got \"1e999\""},
    {"a{gs}", "[{\"a\": \"a\"}]", "argument 1, key \"a\": expected g (a signature), got \"a\""},
    {"a{bs}", "[{\"True\": \"a\"}]",
     "argument 1, key \"True\": expected b (true or false), got \"True\""},
    {"a{sv}", "[null]",
     "argument 1: expected a{sv} (a dictionary from texts to any values), got null"},
    {"a{bs}", "[{\"1\": \"a\"}]", "argument 1, key \"1\": expected b (true or false), got \"1\""},
    {"a{ds}", "[{\"inf\": \"a\"}]", "argument 1, key \"inf\": expected d (a number), got \"inf\""},
    {"a{ss}", "[[[1, \"a\"]]]", "argument 1, key \"1\": expected s (text), got 1"},
    {"a{os}", "[{\"a\": \"a\"}]", "argument 1, key \"a\": expected o (an object path), got \"a\""},
    {"h", "[1]", "argument 1: a file descriptor (h) cannot be sent over the network"},
    {"sah", "[\"a\", [1]]",
     "argument 2, element 1: a file descriptor (h) cannot be sent over the network"},
};
INSTANTIATE_TEST_SUITE_P(Containers, RefusedTest, testing::ValuesIn(container_table));

const Refused variant_table[] = {
    {"v", "[null]",
     "argument 1: null has no certain D-Bus type; write {\"t\": type, \"v\": value}"},
    {"v", "[[]]",
     "argument 1: a list of 0 elements has no certain D-Bus type; write {\"t\": type, \"v\": "
     "value}"},
    {"v", "[[1, 2]]",
     "argument 1: a list of 2 elements has no certain D-Bus type; write {\"t\": type, \"v\": "
     "value}"},
    {"v", "[{\"a\": null}]",
     "argument 1, key \"a\": null has no certain D-Bus type; write {\"t\": type, \"v\": value}"},
    {"v", "[{\"t\": \"ii\", \"v\": 1}]",
     "argument 1: \"ii\" in \"t\" is not one complete D-Bus type"},
    {"v", "[{\"t\": \"\", \"v\": 1}]", "argument 1: \"\" in \"t\" is not one complete D-Bus type"},
    {"v", "[{\"t\": \"y\", \"v\": 300}]", "argument 1: expected y (0..255), got 300"},
    {"v", "[{\"t\": \"{sv}\", \"v\": {}}]",
     "argument 1: \"{sv}\" in \"t\" is not one complete D-Bus type"},
    {"av", "[[1, null]]",
     "argument 1, element 2: null has no certain D-Bus type; write {\"t\": type, \"v\": value}"},
    {"v", "[{\"t\": \"a{sy}\", \"v\": {\"k\": [1]}}]",
     "argument 1, key \"k\": expected y (0..255), got a list of 1 element"},
    {"v", "[{\"t\": \"h\", \"v\": 0}]",
     "argument 1: a file descriptor (h) cannot be sent over the network"},
};
INSTANTIATE_TEST_SUITE_P(Variants, RefusedTest, testing::ValuesIn(variant_table));

const Refused body_table[] = {
    {"so", "[1, 2, 3]", "expected 2 arguments (so), got 3"},
    {"s", "[]", "expected 1 argument (s), got 0"},
    {"", "[1]", "expected 0 arguments, got 1"},
    {"s", "{}", "expected a list of arguments"},
    {"ss", "[\"a\"]", "expected 2 arguments (ss), got 1"},
    {"s", "null", "expected a list of arguments"},
    {"a", "[1]", "\"a\" is no D-Bus signature"},
};
INSTANTIATE_TEST_SUITE_P(Bodies, RefusedTest, testing::ValuesIn(body_table));

TEST(ValueRefusalTest, NamesTheArgumentTheElementAndTheKey) {
  const auto arguments = test::wamp(R"(["a", [{}, {}, {"urgency": {"t": "y", "v": 300}}]])");
  EXPECT_EQ(test::refusal("saa{sv}", arguments, {"app", "hints"}),
            "argument 2 (hints), element 3, key \"urgency\": expected y (0..255), got 300");
}

TEST(ValueRefusalTest, ShowsFloatsThatJsonDoesNotHave) {
  const auto infinity = std::numeric_limits<double>::infinity();
  const auto nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(test::refusal("y", nlohmann::json::array({nan})),
            "argument 1: expected y (0..255), got NaN");
  EXPECT_EQ(test::refusal("y", nlohmann::json::array({-infinity})),
            "argument 1: expected y (0..255), got -Infinity");
}

TEST(ValueRefusalTest, NamesAPairWhoseKeyIsNoJsonNumber) {
  auto pair = nlohmann::json::array({std::numeric_limits<double>::infinity(), 1});
  auto pairs = nlohmann::json::array({std::move(pair)});
  EXPECT_EQ(test::refusal("a{ds}", nlohmann::json::array({std::move(pairs)})),
            "argument 1, key \"Infinity\": expected s (text), got 1");
}

TEST(ValueRefusalTest, RefusesASignatureBeyond255Octets) {
  EXPECT_EQ(test::refusal("g", nlohmann::json::array({std::string(255, 'y')})), "");
  EXPECT_EQ(test::refusal("g", nlohmann::json::array({std::string(256, 'y')})),
            "argument 1: expected g (a signature), got \"" + std::string(60, 'y') + "…\"");
}

TEST(ValueRefusalTest, RefusesAnObjectPathLongerThanSdBusTakes) {
  const auto path = "/" + std::string(64 * 1024 - 1, 'a');
  EXPECT_TRUE(test::there_and_back("o", nlohmann::json::array({path})).has_value());
  EXPECT_EQ(test::refusal("o", nlohmann::json::array({path + "a"})),
            "argument 1: expected o (an object path); it must not be longer than 65536 octets");
}

TEST(ValueRefusalTest, AbbreviatesALongText) {
  EXPECT_EQ(
      test::refusal("i", nlohmann::json::array({std::string(1000, 'a')})),
      "argument 1: expected i (-2147483648..2147483647), got \"" + std::string(60, 'a') + "…\"");
}

TEST(ValueRefusalTest, CutsALongTextBetweenCharacters) {
  std::string text(59, 'a');
  text += "üüüü";
  EXPECT_EQ(test::refusal("b", nlohmann::json::array({text})),
            "argument 1: expected b (true or false), got \"" + std::string(59, 'a') + "…\"");
}

TEST(ValueRefusalTest, RefusesTextWithAnEmbeddedNul) {
  EXPECT_EQ(test::refusal("s", nlohmann::json::array({std::string("a\0b", 3)})),
            "argument 1: expected s (text); it must not contain U+0000");
}

TEST(ValueRefusalTest, RefusesTextThatIsNoUtf8) {
  EXPECT_EQ(test::refusal("s", nlohmann::json::array({std::string("a\xff")})),
            "argument 1: expected s (text); it must be UTF-8");
}

TEST(ValueRefusalTest, RefusesNoncharactersBecauseSdBusDoes) {
  const auto refusal =
      "argument 1: expected s (text); it must not contain a noncharacter such as U+FFFF";
  EXPECT_EQ(test::refusal("s", test::wamp(R"(["\uffff"])")), refusal);
  EXPECT_EQ(test::refusal("s", test::wamp(R"(["\ufdd0"])")), refusal);
  EXPECT_EQ(test::refusal("s", test::wamp(R"(["\udbff\udffe"])")), refusal);
}

TEST(ValueRefusalTest, RefusesANulInADictionaryKey) {
  nlohmann::json dictionary;
  dictionary[std::string("a\0b", 3)] = "x";
  EXPECT_EQ(test::refusal("a{ss}", nlohmann::json::array({dictionary})),
            "argument 1, key \"a\\u0000b\": expected s (text); it must not contain U+0000");
}

TEST(ValueRefusalTest, ShowsForeignTextOnOneLine) {
  EXPECT_EQ(test::refusal("b", nlohmann::json::array({std::string("a\n\xff")})),
            "argument 1: expected b (true or false), got \"a\\n\xef\xbf\xbd\"");
}

nlohmann::json nested_wrappers(int depth) {
  nlohmann::json value = 1;
  for (int i = 0; i < depth; ++i) {
    value = {{"t", i == 0 ? "i" : "v"}, {"v", std::move(value)}};
  }
  return nlohmann::json::array({std::move(value)});
}

TEST(ValueRefusalTest, TakesVariantsAsDeepAsDBusAllows) {
  EXPECT_EQ(test::refusal("v", nested_wrappers(64)), "");
}

TEST(ValueRefusalTest, RefusesVariantsDeeperThanDBusAllows) {
  EXPECT_EQ(test::refusal("v", nested_wrappers(65)), "argument 1: the value is nested too deeply");
}

TEST(ValueRefusalTest, CountsTheVariantThatThePropertyIsWrittenInto) {
  EXPECT_TRUE(check_body("v", nested_wrappers(63), {}, Into::variant).has_value());
  EXPECT_EQ(check_body("v", nested_wrappers(64), {}, Into::variant).error().message,
            "argument 1: the value is nested too deeply");
}

TEST(ValueRefusalTest, CountsADictionaryAsTwoLevels) {
  nlohmann::json value = nlohmann::json::object();
  for (int i = 0; i < 21; ++i) value = {{"a", std::move(value)}};
  EXPECT_NE(test::refusal("a{sv}", nlohmann::json::array({value})), "");
}

TEST(ReadValueTest, WhatFollowsAFileDescriptorCanStillBeRead) {
  auto message = sdbus::createPlainMessage();
  message.openContainer("v");
  message.openVariant("h") << sdbus::UnixFd(0);
  message.closeVariant();
  message.openVariant("s") << "after";
  message.closeVariant();
  message.closeContainer();
  test::turn(message);
  message.enterContainer("v");
  const auto descriptor = read_value(message);
  const auto text = read_value(message);
  EXPECT_EQ(descriptor.error().message, "a file descriptor (h) cannot be sent over the network");
  EXPECT_EQ(*text, "after");
}

}  // namespace
}  // namespace deskgate::mapping
