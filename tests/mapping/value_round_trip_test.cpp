// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The golden table: each type at its limits, written to a D-Bus message and read back.
#include <gtest/gtest.h>

#include "tests/mapping/plain_message.hpp"

namespace deskgate::mapping {
namespace {

// What is read differs from what was written only where `read` is given.
struct Golden {
  const char* signature;
  const char* written;
  const char* read = nullptr;
};

void PrintTo(const Golden& golden, std::ostream* out) {
  *out << golden.signature << " " << golden.written;
}

class GoldenTest : public testing::TestWithParam<Golden> {};

TEST_P(GoldenTest, ComesBackAsTheTableSays) {
  const auto& golden = GetParam();
  const auto read = test::there_and_back(golden.signature, test::wamp(golden.written));
  ASSERT_TRUE(read.has_value()) << read.error().message;
  EXPECT_EQ(*read, test::wamp(golden.read ? golden.read : golden.written));
}

TEST_P(GoldenTest, IsAcceptedByTheCheck) {
  EXPECT_EQ(test::refusal(GetParam().signature, test::wamp(GetParam().written)), "");
}

const Golden golden_table[] = {
    {"", "[]"},
    {"y", "[0]"},
    {"y", "[255]"},
    {"y", "[7.0]", "[7]"},
    {"n", "[-32768]"},
    {"n", "[32767]"},
    {"q", "[0]"},
    {"q", "[65535]"},
    {"i", "[-2147483648]"},
    {"i", "[2147483647]"},
    {"i", "[-0.0]", "[0]"},
    {"u", "[0]"},
    {"u", "[4294967295]"},
    {"x", "[0]"},
    {"x", "[-1]"},
    {"x", "[9007199254740991]"},
    {"x", "[9007199254740991.0]", "[9007199254740991]"},
    {"x", "[-9007199254740991]"},
    {"x", "[9007199254740992]", "[\"9007199254740992\"]"},
    {"x", "[\"9007199254740992\"]"},
    {"x", "[\"-9007199254740992\"]"},
    {"x", "[\"12\"]", "[12]"},
    {"x", "[\"9223372036854775807\"]"},
    {"x", "[\"-9223372036854775808\"]"},
    {"x", "[-9223372036854775808]", "[\"-9223372036854775808\"]"},
    {"t", "[0]"},
    {"t", "[9007199254740991]"},
    {"t", "[\"9007199254740992\"]"},
    {"t", "[\"18446744073709551615\"]"},
    {"t", "[18446744073709551615]", "[\"18446744073709551615\"]"},
    {"b", "[true]"},
    {"b", "[false]"},
    {"d", "[0.5]"},
    {"d", "[-1.7976931348623157e308]"},
    {"d", "[5e-324]"},
    {"d", "[3]", "[3.0]"},
    {"d", "[-3]", "[-3.0]"},
    {"d", "[\"NaN\"]"},
    {"d", "[\"Infinity\"]"},
    {"d", "[\"-Infinity\"]"},
    {"s", "[\"\"]"},
    {"s", "[\"gr\\u00fc\\u00df \\ud83d\\ude00 \\u0001\\u007f\"]"},
    {"s", "[\"\\ufffd \\u0800 \\u0080 \\ud7ff \\ue000 \\udbff\\udffd\"]"},
    {"o", "[\"/\"]"},
    {"o", "[\"/org/mpris/_1\"]"},
    {"g", "[\"\"]"},
    {"g", "[\"a{sv}(ii)\"]"},
    {"ay", "[\"\\u0000\"]"},
    {"ay", "[\"\\u000000ff10\"]"},
    {"ay", "[[0, 255, 16]]", "[\"\\u000000ff10\"]"},
    {"ay", "[[]]", "[\"\\u0000\"]"},
    {"aay", "[[\"\\u000001\", \"\\u0000\"]]"},
    {"as", "[[]]"},
    {"as", "[[\"a\", \"\"]]"},
    {"aas", "[[[\"a\"], []]]"},
    {"a(is)", "[[[1, \"a\"], [2, \"b\"]]]"},
    {"a(is)", "[[]]"},
    {"(i)", "[[1]]"},
    {"(i(bs))", "[[1, [true, \"x\"]]]"},
    {"(ayas)", "[[\"\\u000001\", [\"x\"]]]"},
    {"a{sv}", "[{}]"},
    {"a{sv}", "[[]]", "[{}]"},
    {"a{ss}", "[{\"\": \"\", \"b\": \"c\"}]"},
    {"a{ss}", "[[[\"a\", \"1\"]]]", "[{\"a\": \"1\"}]"},
    {"a{ss}", "[[[\"a\", \"1\"], [\"a\", \"2\"]]]"},
    {"a{yb}", "[{\"0\": true, \"255\": false}]"},
    {"a{yb}", "[[[0, true], [\"255\", false]]]", "[{\"0\": true, \"255\": false}]"},
    {"a{ns}", "[{\"-32768\": \"a\"}]"},
    {"a{qs}", "[{\"65535\": \"a\"}]"},
    {"a{is}", "[{\"-5\": \"a\", \"5\": \"b\"}]"},
    {"a{us}", "[{\"4294967295\": \"a\"}]"},
    {"a{xs}", "[{\"-9223372036854775808\": \"a\"}]"},
    {"a{ts}", "[{\"18446744073709551615\": \"a\"}]"},
    {"a{bs}", "[{\"true\": \"a\", \"false\": \"b\"}]"},
    {"a{ds}", "[{\"0.1\": \"a\", \"NaN\": \"b\", \"-Infinity\": \"c\"}]"},
    {"a{ds}", "[{\"2\": \"a\"}]", "[{\"2.0\": \"a\"}]"},
    {"a{os}", "[{\"/a\": \"a\"}]"},
    {"a{gs}", "[{\"ii\": \"a\"}]"},
    {"a{s(i)}", "[{\"a\": [1]}]"},
    {"a{sa{sv}}", "[{\"a\": {\"b\": 1}, \"c\": {}}]"},
    {"v", "[true]"},
    {"v", "[\"text\"]"},
    {"v", "[1]"},
    {"v", "[-2147483649]"},
    {"v", "[\"9007199254740992\"]"},
    {"v", "[18446744073709551615]", "[\"18446744073709551615\"]"},
    {"v", "[1.5]"},
    {"v", "[3.0]"},
    {"v", "[\"\\u0000beef\"]"},
    {"v", "[[\"a\", \"b\"]]"},
    {"v", "[{\"a\": 1, \"b\": {\"c\": [\"d\"]}}]"},
    {"v", "[{}]"},
    {"v", "[{\"t\": \"y\", \"v\": 5}]", "[5]"},
    {"v", "[{\"t\": \"as\", \"v\": []}]", "[[]]"},
    {"v", "[{\"t\": \"v\", \"v\": {\"t\": \"v\", \"v\": 5}}]", "[5]"},
    {"v", "[{\"t\": \"(sv)\", \"v\": [\"a\", true]}]", "[[\"a\", true]]"},
    {"v", "[{\"t\": \"a{sv}\", \"v\": {\"t\": \"x\", \"v\": 1}}]", "[{\"t\": \"x\", \"v\": 1}]"},
    {"v", "[{\"t\": 1, \"v\": 2}]"},
    {"v", "[{\"t\": \"s\", \"v\": \"a\", \"w\": 1}]"},
    {"av", "[[1, \"a\", [\"b\"], {}]]"},
    {"ybnqiuxtdsog", "[1, true, -1, 1, -1, 1, -1, 1, 0.5, \"s\", \"/o\", \"g\"]"},
    {"sa{sv}(ia(ss))vaaya{ua{s(bd)}}",
     "[\"s\", {\"k\": 1}, [1, [[\"a\", \"b\"]]], \"v\", [\"\\u000001\"], "
     "{\"7\": {\"x\": [true, 0.5]}}]"},
    {"a(a{s(a{sv}ay)})", "[[[{\"k\": [{\"d\": 1}, \"\\u00000f\"]}]]]"},
};

INSTANTIATE_TEST_SUITE_P(Table, GoldenTest, testing::ValuesIn(golden_table));

TEST(ValueTest, LosesTheTypeOfAVariantAndNothingElse) {
  const auto read = test::there_and_back("v", test::wamp(R"([{"t": "n", "v": -5}])"));
  EXPECT_EQ(read->at(0), -5);
}

TEST(ValueTest, ReadsOneValueAtATime) {
  auto message = sdbus::createPlainMessage();
  message << std::string("first") << std::int32_t{2};
  test::turn(message);
  EXPECT_EQ(*read_value(message), "first");
  EXPECT_EQ(*read_value(message), 2);
}

TEST(ValueTest, SaysWhenAMessageHasNoFurtherValue) {
  auto message = sdbus::createPlainMessage();
  test::turn(message);
  EXPECT_EQ(read_value(message).error().message, "the D-Bus message has no further value");
}

// The type that a bare value in a variant is sent with.
std::string guessed(const std::string& value) {
  auto message = sdbus::createPlainMessage();
  if (!write_body(message, "v", test::wamp("[" + value + "]"), {})) return "";
  test::turn(message);
  std::string type;
  std::string contents;
  message.peekType(type, contents);
  return contents;
}

TEST(ValueTest, GuessesTheTypeOfABareVariantAsDocumented) {
  EXPECT_EQ(guessed("true"), "b");
  EXPECT_EQ(guessed("\"a\""), "s");
  EXPECT_EQ(guessed("\"\\u0000aa\""), "ay");
  EXPECT_EQ(guessed("2147483647"), "i");
  EXPECT_EQ(guessed("-2147483648"), "i");
  EXPECT_EQ(guessed("2147483648"), "x");
  EXPECT_EQ(guessed("9223372036854775807"), "x");
  EXPECT_EQ(guessed("9223372036854775808"), "t");
  EXPECT_EQ(guessed("1.0"), "d");
  EXPECT_EQ(guessed("[\"a\"]"), "as");
  EXPECT_EQ(guessed("{\"a\": 1}"), "a{sv}");
}

TEST(ValueTest, WritesNothingWhenTheLastArgumentDoesNotFit) {
  auto message = sdbus::createPlainMessage();
  EXPECT_FALSE(write_body(message, "sy", test::wamp(R"(["a", 256])"), {}).has_value());
  test::turn(message);
  EXPECT_TRUE(message.isEmpty());
}

TEST(ValueTest, RefusesToReadAFileDescriptor) {
  auto message = sdbus::createPlainMessage();
  message << std::string("a");
  message.openContainer("h");
  message << sdbus::UnixFd(0);
  message.closeContainer();
  test::turn(message);
  EXPECT_EQ(read_body(message).error().message,
            "argument 2, element 1: a file descriptor (h) cannot be sent over the network");
}

// `depth` variants, one in the other.
void put_nested(sdbus::Message& message, int depth) {
  for (int i = 0; i < depth; ++i) message.openVariant(i + 1 < depth ? "v" : "y");
  message << std::uint8_t{1};
  for (int i = 0; i < depth; ++i) message.closeVariant();
}

TEST(ValueTest, ReadsVariantsAsDeepAsDBusAllows) {
  auto message = sdbus::createPlainMessage();
  put_nested(message, 64);
  test::turn(message);
  EXPECT_EQ(*read_body(message), test::wamp("[1]"));
}

TEST(ValueTest, RefusesToReadVariantsDeeperThanDBusAllows) {
  auto message = sdbus::createPlainMessage();
  put_nested(message, 65);
  test::turn(message);
  EXPECT_EQ(read_body(message).error().message, "argument 1: the value is nested too deeply");
}

}  // namespace
}  // namespace deskgate::mapping
