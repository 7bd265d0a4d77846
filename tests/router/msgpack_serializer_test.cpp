// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <gtest/gtest.h>

#include <limits>

#include "tests/router/octets.hpp"

namespace deskgate::router {
namespace {

struct Reading {
  const char* digits;
  const char* json;
};

class Msgpack : public testing::TestWithParam<Reading> {};
TEST_P(Msgpack, IsReadSo) {
  EXPECT_EQ(decoded(msgpack_serializer(), GetParam().digits), GetParam().json);
}
INSTANTIATE_TEST_SUITE_P(Integers, Msgpack,
                         testing::Values(Reading{"00", "0"}, Reading{"7f", "127"},
                                         Reading{"ff", "-1"}, Reading{"e0", "-32"},
                                         Reading{"cc ff", "255"}, Reading{"cd ffff", "65535"},
                                         Reading{"ce ffffffff", "4294967295"},
                                         Reading{"cf ffffffffffffffff", "18446744073709551615"},
                                         Reading{"d0 05", "5"}, Reading{"d0 80", "-128"},
                                         Reading{"d1 8000", "-32768"},
                                         Reading{"d2 80000000", "-2147483648"},
                                         Reading{"d3 7fffffffffffffff", "9223372036854775807"},
                                         Reading{"d3 8000000000000000", "-9223372036854775808"}));
INSTANTIATE_TEST_SUITE_P(
    OtherScalars, Msgpack,
    testing::Values(Reading{"c0", "null"}, Reading{"c2", "false"}, Reading{"c3", "true"},
                    Reading{"ca 3fc00000", "1.5"}, Reading{"cb 3ff8000000000000", "1.5"},
                    Reading{"cb 3ff0000000000000", "1.0"}, Reading{"a0", R"("")"},
                    Reading{"a1 61", R"("a")"}, Reading{"d9 01 61", R"("a")"},
                    Reading{"da 0001 61", R"("a")"}, Reading{"db 00000001 61", R"("a")"},
                    Reading{"a2 c3bc", "\"\xC3\xBC\""}, Reading{"c4 02 00ff", "binary 00ff"},
                    Reading{"c5 0002 00ff", "binary 00ff"},
                    Reading{"c6 00000002 00ff", "binary 00ff"}, Reading{"c4 00", "binary "}));
INSTANTIATE_TEST_SUITE_P(Containers, Msgpack,
                         testing::Values(Reading{"90", "[]"}, Reading{"93 01 90 02", "[1,[],2]"},
                                         Reading{"dc 0001 01", "[1]"},
                                         Reading{"dd 00000001 01", "[1]"}, Reading{"80", "{}"},
                                         Reading{"82 a161 01 a162 91 02", R"({"a":1,"b":[2]})"},
                                         Reading{"de 0001 a161 80", R"({"a":{}})"},
                                         Reading{"df 00000001 a161 01", R"({"a":1})"}));
// What msgpackr writes for a member that has no value.
INSTANTIATE_TEST_SUITE_P(Undefined, Msgpack,
                         testing::Values(Reading{"d40000", "null"}, Reading{"91d40000", "[null]"},
                                         Reading{"81 a161 d40000", "{}"},
                                         Reading{"82 a161 d40000 a162 01", R"({"b":1})"}));
INSTANTIATE_TEST_SUITE_P(
    WhatNoValueHolds, Msgpack,
    testing::Values(Reading{"81 01 02", "error: a dictionary with a key that is no text"},
                    Reading{"81 90 02", "error: a dictionary with a key that is no text"},
                    Reading{"81 c4 01 61 02", "error: a dictionary with a key that is no text"},
                    Reading{"d4 01 00", "error: a MessagePack extension type"},
                    Reading{"91 d6 ff 00000000",
                            "error: a MessagePack extension type in element 1"},
                    Reading{"c7 03 01 000000", "error: a MessagePack extension type"}));
INSTANTIATE_TEST_SUITE_P(
    Faults, Msgpack,
    testing::Values(
        Reading{"", "error: octet 0: a value is missing"},
        Reading{"c1", "error: octet 1: 0xC1 is no type of MessagePack"},
        Reading{"00 00", "error: octet 1: expected nothing more"},
        Reading{"91", "error: octet 1: a container has more items than octets are left"},
        Reading{"cd 00", "error: octet 1: a number is cut short"},
        Reading{"a2 61", "error: octet 1: a string is longer than what is left"},
        Reading{"a1 ff", "error: octet 2: a string is not UTF-8; octets travel as bin"},
        Reading{"a3 eda080", "error: octet 4: a string is not UTF-8; octets travel as bin"}));

// Lengths that only a declaration has: refused before anything is allocated.
INSTANTIATE_TEST_SUITE_P(
    HostileLengths, Msgpack,
    testing::Values(
        Reading{"c6 7fffffff 00", "error: octet 5: a string is longer than what is left"},
        Reading{"db ffffffff 00", "error: octet 5: a string is longer than what is left"},
        Reading{"c9 ffffffff 01 00", "error: octet 6: a string is longer than what is left"},
        Reading{"dd ffffffff c0",
                "error: octet 5: a container has more items than octets are left"},
        Reading{"df 7fffffff c0",
                "error: octet 5: a container has more items than octets are left"},
        Reading{"df 00000001 a0",
                "error: octet 5: a container has more items than octets are left"}));

struct Writing {
  Value value;
  const char* digits;
};

class MsgpackValue : public testing::TestWithParam<Writing> {};
TEST_P(MsgpackValue, IsWrittenInItsShortestForm) {
  EXPECT_EQ(encoded(msgpack_serializer(), GetParam().value), GetParam().digits);
}
INSTANTIATE_TEST_SUITE_P(
    Integers, MsgpackValue,
    testing::Values(Writing{0, "00"}, Writing{127, "7f"}, Writing{128, "cc80"},
                    Writing{255, "ccff"}, Writing{256, "cd0100"}, Writing{65535, "cdffff"},
                    Writing{65536, "ce00010000"}, Writing{4294967295U, "ceffffffff"},
                    Writing{4294967296U, "cf0000000100000000"},
                    Writing{9007199254740992U, "cf0020000000000000"},
                    Writing{18446744073709551615U, "cfffffffffffffffff"}, Writing{-1, "ff"},
                    Writing{-32, "e0"}, Writing{-33, "d0df"}, Writing{-128, "d080"},
                    Writing{-129, "d1ff7f"}, Writing{-32768, "d18000"},
                    Writing{-32769, "d2ffff7fff"}, Writing{-2147483648LL, "d280000000"},
                    Writing{-2147483649LL, "d3ffffffff7fffffff"},
                    Writing{std::numeric_limits<std::int64_t>::min(), "d38000000000000000"}));
INSTANTIATE_TEST_SUITE_P(
    Others, MsgpackValue,
    testing::Values(Writing{nullptr, "c0"}, Writing{false, "c2"}, Writing{true, "c3"},
                    Writing{1.0, "cb3ff0000000000000"}, Writing{"a", "a161"}, Writing{"", "a0"},
                    Writing{Value::binary({0x00, 0xFF}), "c40200ff"}, Writing{Value::array(), "90"},
                    Writing{Value::array({1, "a"}), "9201a161"}, Writing{Value::object(), "80"},
                    Writing{Value::object({{"a", nullptr}}), "81a161c0"}));

TEST(MsgpackSerializer, WritesLongTextAndBinaryWithLongerLengths) {
  EXPECT_EQ(encoded(msgpack_serializer(), std::string(32, 'a')), "d920" + repeated("61", 32));
  EXPECT_EQ(encoded(msgpack_serializer(), std::string(256, 'a')), "da0100" + repeated("61", 256));
  EXPECT_EQ(encoded(msgpack_serializer(), std::string(65536, 'a')),
            "db00010000" + repeated("61", 65536));
  EXPECT_EQ(encoded(msgpack_serializer(), Value::binary(std::vector<std::uint8_t>(256))),
            "c50100" + repeated("00", 256));
  EXPECT_EQ(encoded(msgpack_serializer(), Value::binary(std::vector<std::uint8_t>(65536))),
            "c600010000" + repeated("00", 65536));
  EXPECT_EQ(encoded(msgpack_serializer(), Value::array_t(16)), "dc0010" + repeated("c0", 16));
  EXPECT_EQ(encoded(msgpack_serializer(), Value::array_t(65536)),
            "dd00010000" + repeated("c0", 65536));
}

TEST(MsgpackSerializer, ReplacesOctetsThatAreNotUtf8) {
  EXPECT_EQ(encoded(msgpack_serializer(), "a\xFF"), "a461efbfbd");
}

TEST(MsgpackSerializer, IsTheOneThatTheTransportsNegotiate) {
  EXPECT_EQ(msgpack_serializer().name(), "msgpack");
  EXPECT_EQ(msgpack_serializer().rawsocket_id(), 2);
  EXPECT_TRUE(msgpack_serializer().is_binary());
}

}  // namespace
}  // namespace deskgate::router
