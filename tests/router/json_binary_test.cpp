// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/json_binary.hpp"

#include <gtest/gtest.h>

#include "router/base64.hpp"
#include "router/serializer.hpp"

namespace deskgate::router {
namespace {

std::string encode_value(const Value& value) {
  std::string out;
  EXPECT_TRUE(json_serializer().encode_value(value, out));
  return out;
}

Octets octets(std::string_view text) {
  return {text.begin(), text.end()};
}

struct Vector {
  const char* plain;
  const char* encoded;
};

class Rfc4648 : public testing::TestWithParam<Vector> {};
TEST_P(Rfc4648, IsEncodedSo) {
  EXPECT_EQ(to_base64(octets(GetParam().plain)), GetParam().encoded);
}
TEST_P(Rfc4648, IsDecodedSo) {
  EXPECT_EQ(from_base64(GetParam().encoded), octets(GetParam().plain));
}
INSTANTIATE_TEST_SUITE_P(Section10, Rfc4648,
                         testing::Values(Vector{"", ""}, Vector{"f", "Zg=="}, Vector{"fo", "Zm8="},
                                         Vector{"foo", "Zm9v"}, Vector{"foob", "Zm9vYg=="},
                                         Vector{"fooba", "Zm9vYmE="}, Vector{"foobar", "Zm9vYmFy"},
                                         Vector{"\xFB\xFF\xBF", "+/+/"}));

class NotBase64 : public testing::TestWithParam<const char*> {};
TEST_P(NotBase64, IsRefused) {
  EXPECT_EQ(from_base64(GetParam()), std::nullopt);
}
INSTANTIATE_TEST_SUITE_P(Text, NotBase64,
                         testing::Values("Z", "Zg", "Zg=", "Zh==", "Zm9=", "Zm9v=", "====", "=",
                                         "Z===", "Zg==Zg==", "Zm9v\n", "Zm 9", "Zm9-", "Zm9_",
                                         "Z=g=", "hello world"));

// The example of the specification's chapter "Binary conversion of JSON Strings".
TEST(JsonBinary, IsWrittenAsTheSpecificationShows) {
  const auto binary = Value::binary({0x10, 0xE3, 0xFF, 0x90, 0x53, 0x07, 0x5C, 0x52, 0x6F, 0x5F,
                                     0xC0, 0x6D, 0x4F, 0xE3, 0x7C, 0xDB});
  EXPECT_EQ(encode_value(binary), R"("\u0000EOP/kFMHXFJvX8BtT+N82w==")");
}

TEST(JsonBinary, IsReadAtAnyDepth) {
  const auto value = json_serializer().decode_value(R"([{"a":["\u0000Zm9v"]},"\u0000"])");
  ASSERT_TRUE(value);
  EXPECT_EQ((*value)[0]["a"][0], Value::binary(octets("foo")));
  EXPECT_EQ((*value)[1], Value::binary({}));
}

TEST(JsonBinary, IsWrittenAtAnyDepth) {
  const Value value = {{"a", Value::array({1, Value::binary(octets("foo"))})}};
  EXPECT_EQ(encode_value(value), R"({"a":[1,"\u0000Zm9v"]})");
}

TEST(JsonBinary, LeavesAStringThatDoesNotGoOnInBase64) {
  const auto value = json_serializer().decode_value(R"("\u0000not base64")");
  ASSERT_TRUE(value);
  EXPECT_EQ(*value, std::string("\0not base64", 11));
  EXPECT_EQ(encode_value(*value), R"("\u0000not base64")");
}

TEST(JsonBinary, LeavesKeysAlone) {
  const auto value = json_serializer().decode_value(R"({"\u0000Zm9v":1})");
  ASSERT_TRUE(value);
  EXPECT_TRUE(value->contains(std::string("\0Zm9v", 5)));
}

}  // namespace
}  // namespace deskgate::router
