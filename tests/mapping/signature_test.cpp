// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/signature.hpp"

#include <gmock/gmock.h>

namespace deskgate::mapping {
namespace {

using testing::ElementsAre;

std::string repeated(const std::string& text, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

class GoodSignatureTest : public testing::TestWithParam<std::string> {};

TEST_P(GoodSignatureTest, IsOne) {
  EXPECT_TRUE(is_signature(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Signatures, GoodSignatureTest,
                         testing::Values("", "s", "ybnqiuxtdsogvh", "as", "aay", "(i)", "(i(ss))",
                                         "a{sv}", "a{ya{sv}}", "aa{s(iv)}", "av",
                                         std::string(255, 'y'), repeated("a", 32) + "y",
                                         repeated("(", 32) + "y" + repeated(")", 32),
                                         repeated("a(", 32) + "y" + repeated(")", 32)));

class BadSignatureTest : public testing::TestWithParam<std::string> {};

TEST_P(BadSignatureTest, IsNone) {
  EXPECT_FALSE(is_signature(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Signatures, BadSignatureTest,
                         testing::Values("a", "(", ")", "()", "(i", "i)", "{sv}", "a{s}", "a{svv}",
                                         "a{vs}", "a{(i)s}", "a{ass}", "a{}", "a{sv", "z", "r", "e",
                                         "s ", std::string("s\0", 2), std::string(256, 'y'),
                                         repeated("a", 33) + "y",
                                         repeated("(", 33) + "y" + repeated(")", 33)));

TEST(SignatureTest, TellsOneCompleteTypeFromNoneAndMore) {
  EXPECT_TRUE(is_single_type("a{sv}"));
  EXPECT_FALSE(is_single_type(""));
  EXPECT_FALSE(is_single_type("ss"));
  EXPECT_FALSE(is_single_type("a"));
}

TEST(SignatureTest, IsTakenApartIntoCompleteTypes) {
  EXPECT_THAT(complete_types("sa{sv}(ii)"), ElementsAre("s", "a{sv}", "(ii)"));
  EXPECT_THAT(complete_types("aayv"), ElementsAre("aay", "v"));
  EXPECT_THAT(complete_types(""), ElementsAre());
}

TEST(SignatureTest, KnowsTheLengthOfItsFirstType) {
  EXPECT_EQ(first_type_length("sii"), 1U);
  EXPECT_EQ(first_type_length("a{s(ii)}s"), 8U);
}

TEST(SignatureTest, DescribesTypesInWords) {
  EXPECT_EQ(describe_type("y"), "0..255");
  EXPECT_EQ(describe_type("ay"), "binary");
  EXPECT_EQ(describe_type("as"), "a list of texts");
  EXPECT_EQ(describe_type("aay"), "a list of binaries");
  EXPECT_EQ(describe_type("a(is)"), "a list of lists of exactly 2 elements");
  EXPECT_EQ(describe_type("(s)"), "a list of exactly 1 element");
  EXPECT_EQ(describe_type("a{sv}"), "a dictionary from texts to any values");
  EXPECT_EQ(describe_type("aa{ys}"), "a list of dictionaries from bytes to texts");
}

}  // namespace
}  // namespace deskgate::mapping
