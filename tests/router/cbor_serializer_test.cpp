// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/router/octets.hpp"

namespace deskgate::router {
namespace {

struct Reading {
  const char* digits;
  const char* json;
};

// RFC 8949, appendix A.
class Cbor : public testing::TestWithParam<Reading> {};
TEST_P(Cbor, IsReadSo) {
  EXPECT_EQ(decoded(cbor_serializer(), GetParam().digits), GetParam().json);
}
INSTANTIATE_TEST_SUITE_P(
    Integers, Cbor,
    testing::Values(Reading{"00", "0"}, Reading{"01", "1"}, Reading{"0a", "10"},
                    Reading{"17", "23"}, Reading{"1818", "24"}, Reading{"1864", "100"},
                    Reading{"1903e8", "1000"}, Reading{"1a000f4240", "1000000"},
                    Reading{"1b000000e8d4a51000", "1000000000000"},
                    Reading{"1bffffffffffffffff", "18446744073709551615"}, Reading{"20", "-1"},
                    Reading{"29", "-10"}, Reading{"3863", "-100"}, Reading{"3903e7", "-1000"},
                    Reading{"3b7fffffffffffffff", "-9223372036854775808"}));
INSTANTIATE_TEST_SUITE_P(
    Floats, Cbor,
    testing::Values(Reading{"f90000", "0.0"}, Reading{"f98000", "-0.0"}, Reading{"f93c00", "1.0"},
                    Reading{"fb3ff199999999999a", "1.1"}, Reading{"f93e00", "1.5"},
                    Reading{"f97bff", "65504.0"}, Reading{"fa47c35000", "100000.0"},
                    Reading{"fa7f7fffff", "3.4028234663852886e+38"},
                    Reading{"fb7e37e43c8800759c", "1e+300"},
                    Reading{"f90001", "5.960464477539063e-08"},
                    Reading{"f90400", "6.103515625e-05"}, Reading{"f9c400", "-4.0"},
                    Reading{"fbc010666666666666", "-4.1"}));
INSTANTIATE_TEST_SUITE_P(
    OtherScalars, Cbor,
    testing::Values(Reading{"f4", "false"}, Reading{"f5", "true"}, Reading{"f6", "null"},
                    Reading{"f7", "null"}, Reading{"40", "binary "},
                    Reading{"4401020304", "binary 01020304"}, Reading{"60", R"("")"},
                    Reading{"6161", R"("a")"}, Reading{"62225c", R"("\"\\")"},
                    Reading{"62c3bc", "\"\xC3\xBC\""}, Reading{"63e6b0b4", "\"\xE6\xB0\xB4\""},
                    Reading{"64f0908591", "\"\xF0\x90\x85\x91\""}));
INSTANTIATE_TEST_SUITE_P(Containers, Cbor,
                         testing::Values(Reading{"80", "[]"}, Reading{"83010203", "[1,2,3]"},
                                         Reading{"8301820203820405", "[1,[2,3],[4,5]]"},
                                         Reading{"a0", "{}"},
                                         Reading{"a26161016162820203", R"({"a":1,"b":[2,3]})"},
                                         Reading{"826161a161626163", R"(["a",{"b":"c"}])"}));
INSTANTIATE_TEST_SUITE_P(IndefiniteLengths, Cbor,
                         testing::Values(Reading{"5f42010243030405ff", "binary 0102030405"},
                                         Reading{"7f657374726561646d696e67ff", R"("streaming")"},
                                         Reading{"9fff", "[]"},
                                         Reading{"9f018202039f0405ffff", "[1,[2,3],[4,5]]"},
                                         Reading{"83018202039f0405ff", "[1,[2,3],[4,5]]"},
                                         Reading{"bf61610161629f0203ffff", R"({"a":1,"b":[2,3]})"},
                                         Reading{"826161bf61626163ff", R"(["a",{"b":"c"}])"},
                                         Reading{"bf7f6346756eff01ff", R"({"Fun":1})"},
                                         Reading{"bfff", "{}"}));
// What JavaScript writes for a member that has no value.
INSTANTIATE_TEST_SUITE_P(Undefined, Cbor,
                         testing::Values(Reading{"f7", "null"}, Reading{"81f7", "[null]"},
                                         Reading{"a1 6161 f7", "{}"},
                                         Reading{"a2 6161 f7 6162 01", R"({"b":1})"},
                                         Reading{"81a1 6161 81f7", R"([{"a":[null]}])"}));
INSTANTIATE_TEST_SUITE_P(Tags, Cbor,
                         testing::Values(Reading{"c11a514b67b0", "1363896240"},
                                         Reading{"c06161", R"("a")"},
                                         Reading{"d74401020304", "binary 01020304"},
                                         Reading{"d818456449455446", "binary 6449455446"},
                                         Reading{"d9d9f7 81 d82061 61", R"(["a"])"},
                                         Reading{"a1 c06161 c101", R"({"a":1})"}));
INSTANTIATE_TEST_SUITE_P(
    LargeIntegers, Cbor,
    testing::Values(Reading{"c240", "0"}, Reading{"c24105", "5"},
                    Reading{"c248ffffffffffffffff", "18446744073709551615"},
                    Reading{"c2490000000000000000ff", "255"}, Reading{"c34105", "-6"},
                    Reading{"c249010000000000000000", "error: an integer beyond 64 bits"},
                    Reading{"c349010000000000000000", "error: an integer beyond 64 bits"},
                    Reading{"3b8000000000000000", "error: an integer beyond 64 bits"}));
INSTANTIATE_TEST_SUITE_P(
    WhatNoValueHolds, Cbor,
    testing::Values(Reading{"a201020304", "error: a dictionary with a key that is no text"},
                    Reading{"a1416101", "error: a dictionary with a key that is no text"},
                    Reading{"f0", "error: a simple value of CBOR without a meaning"},
                    Reading{"f8ff", "error: a simple value of CBOR without a meaning"}));
INSTANTIATE_TEST_SUITE_P(
    Faults, Cbor,
    testing::Values(
        Reading{"0000", "error: octet 1: expected nothing more"},
        Reading{"61ff", "error: octet 2: a string is not UTF-8; octets travel as a byte string"},
        Reading{"7f61c361bcff",
                "error: octet 3: a string is not UTF-8; octets travel as a byte string"},
        Reading{"c1c1c1c1c1c1c1c1c100", "error: octet 9: more than 8 tags on one value"},
        Reading{"7a7fffffff00", "error: octet 5: a string is longer than what is left"},
        Reading{"5bffffffffffffffff00", "error: octet 9: a string is longer than what is left"},
        Reading{"9bffffffffffffffff00",
                "error: octet 9: a container has more items than octets are left"},
        Reading{"bbffffffffffffffff00",
                "error: octet 9: a container has more items than octets are left"},
        Reading{"bb800000000000000000",
                "error: octet 9: a container has more items than octets are left"}));

// RFC 8949, appendix F.
class NotCbor : public testing::TestWithParam<const char*> {};
TEST_P(NotCbor, IsRefusedWithThePlace) {
  const auto as_argument = hex("84 1846 01 a0 81") + hex(GetParam());
  const auto message = cbor_serializer().decode(as_argument);
  ASSERT_FALSE(message);
  EXPECT_TRUE(message.error().message.starts_with("octet ")) << message.error().message;
}
INSTANTIATE_TEST_SUITE_P(EndInAHead, NotCbor,
                         testing::Values("18", "19", "1a", "1b", "1901", "1a0102",
                                         "1b01020304050607", "38", "58", "78", "98", "9a01ff00",
                                         "b8", "d8", "f8", "f900", "fa0000", "fb000000"));
INSTANTIATE_TEST_SUITE_P(EndInAValue, NotCbor,
                         testing::Values("41", "61", "5affffffff00", "5bffffffffffffffff010203",
                                         "7affffffff00", "7b7fffffffffffffff010203", "81",
                                         "818181818181818181", "8200", "a1", "a20102", "a100",
                                         "a2000000", "c0", "5f4100", "7f6100", "9f", "9f0102", "bf",
                                         "bf01020102", "819f", "9f8000", "9f9f9f9f9fffffffff",
                                         "9f819f819f9fffffff"));
INSTANTIATE_TEST_SUITE_P(Reserved, NotCbor,
                         testing::Values("1c", "1d", "1e", "3c", "5d", "7e", "9c", "bd", "de", "fc",
                                         "fd", "fe", "f800", "f801", "f818", "f81f"));
INSTANTIATE_TEST_SUITE_P(MisplacedChunks, NotCbor,
                         testing::Values("5f00ff", "5f21ff", "5f6100ff", "5f80ff", "5fa0ff",
                                         "5fc000ff", "5fe0ff", "7f4100ff", "5f5f4100ffff",
                                         "7f7f6100ffff"));
INSTANTIATE_TEST_SUITE_P(MisplacedEnds, NotCbor,
                         testing::Values("ff", "81ff", "8200ff", "a1ff", "a1ff00", "a100ff",
                                         "a20000ff", "9f81ff", "9f829f819f9fffffffff", "bf00ff",
                                         "bf000000ff", "1f", "3f", "df00", "c0ff"));

TEST(CborSerializer, ReadsNaNAndInfinities) {
  EXPECT_TRUE(std::isnan(cbor_serializer().decode_value(hex("f97e00"))->get<double>()));
  EXPECT_EQ(cbor_serializer().decode_value(hex("f97c00"))->get<double>(),
            std::numeric_limits<double>::infinity());
  EXPECT_EQ(cbor_serializer().decode_value(hex("f9fc00"))->get<double>(),
            -std::numeric_limits<double>::infinity());
}

struct Writing {
  Value value;
  const char* digits;
};

class CborValue : public testing::TestWithParam<Writing> {};
TEST_P(CborValue, IsWrittenInItsShortestForm) {
  EXPECT_EQ(encoded(cbor_serializer(), GetParam().value), GetParam().digits);
}
INSTANTIATE_TEST_SUITE_P(
    Integers, CborValue,
    testing::Values(Writing{0, "00"}, Writing{23, "17"}, Writing{24, "1818"}, Writing{255, "18ff"},
                    Writing{256, "190100"}, Writing{65536, "1a00010000"},
                    Writing{4294967296U, "1b0000000100000000"},
                    Writing{9007199254740992U, "1b0020000000000000"},
                    Writing{18446744073709551615U, "1bffffffffffffffff"}, Writing{-1, "20"},
                    Writing{-24, "37"}, Writing{-25, "3818"}, Writing{-1000, "3903e7"},
                    Writing{std::numeric_limits<std::int64_t>::min(), "3b7fffffffffffffff"}));
INSTANTIATE_TEST_SUITE_P(Others, CborValue,
                         testing::Values(Writing{nullptr, "f6"}, Writing{false, "f4"},
                                         Writing{true, "f5"}, Writing{1.0, "fb3ff0000000000000"},
                                         Writing{"a", "6161"},
                                         Writing{Value::binary({0x00, 0xFF}), "4200ff"},
                                         Writing{Value::array({1, "a"}), "82016161"},
                                         Writing{Value::object({{"a", nullptr}}), "a16161f6"}));

TEST(CborSerializer, ReplacesOctetsThatAreNotUtf8) {
  EXPECT_EQ(encoded(cbor_serializer(), "a\xFF"), "6461efbfbd");
}

TEST(CborSerializer, IsTheOneThatTheTransportsNegotiate) {
  EXPECT_EQ(cbor_serializer().name(), "cbor");
  EXPECT_EQ(cbor_serializer().rawsocket_id(), 3);
  EXPECT_TRUE(cbor_serializer().is_binary());
}

}  // namespace
}  // namespace deskgate::router
