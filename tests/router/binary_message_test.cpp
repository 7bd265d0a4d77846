// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Messages in MessagePack and CBOR: what passes, what is refused, and in which words.

#include <gtest/gtest.h>

#include "tests/router/octets.hpp"

namespace deskgate::router {
namespace {

std::string passed(const Serializer& serializer, std::string_view digits) {
  const auto message = serializer.decode(hex(digits));
  if (!message) return message.error().uri + ": " + message.error().message;
  std::string octets;
  EXPECT_TRUE(serializer.encode(*message, octets));
  return to_hex(octets);
}

struct Passing {
  const char* in;
  const char* out;
};

class MsgpackMessage : public testing::TestWithParam<Passing> {};
TEST_P(MsgpackMessage, PassesSo) {
  EXPECT_EQ(passed(msgpack_serializer(), GetParam().in), GetParam().out);
}
INSTANTIATE_TEST_SUITE_P(
    Forms, MsgpackMessage,
    testing::Values(Passing{"93 11 01 02", "93110102"},                        // PUBLISHED
                    Passing{"94 20 01 80 a3612e62", "94200180a3612e62"},       // SUBSCRIBE
                    Passing{"dc 0003 cc11 d001 cd0002", "93110102"},           // PUBLISHED
                    Passing{"95 46 01 80 90 81a16bc0", "954601809081a16bc0"},  // YIELD
                    Passing{"93 21 01 cf0020000000000000", "932101cf0020000000000000"}));

// JavaScript's encoders write large integers as floats.
INSTANTIATE_TEST_SUITE_P(FloatsAsIds, MsgpackMessage,
                         testing::Values(Passing{"93 11 cb3ff0000000000000 cb4340000000000000",
                                                 "931101cf0020000000000000"},
                                         Passing{"93 11 ca3f800000 02", "93110102"}));

INSTANTIATE_TEST_SUITE_P(UndefinedOptions, MsgpackMessage,
                         testing::Values(Passing{"94 20 01 82a161d40000a16201 a161",
                                                 "94200181a16201a161"}));

// What the router does not read it does not touch: extension types, keys that are no text, lengths
// longer than needed.
INSTANTIATE_TEST_SUITE_P(Payloads, MsgpackMessage,
                         testing::Values(Passing{"94 46 01 80 92d40100d900",
                                                 "9446018092d40100d900"},
                                         Passing{"94 46 01 80 9181 0102", "9446018091810102"},
                                         Passing{"94 46 01 80 dd00000001cf0000000000000001",
                                                 "94460180dd00000001cf0000000000000001"}));

class CborMessage : public testing::TestWithParam<Passing> {};
TEST_P(CborMessage, PassesSo) {
  EXPECT_EQ(passed(cbor_serializer(), GetParam().in), GetParam().out);
}
INSTANTIATE_TEST_SUITE_P(Forms, CborMessage,
                         testing::Values(Passing{"83 11 01 02", "83110102"},
                                         Passing{"84 1820 01 a0 63612e62", "84182001a063612e62"},
                                         Passing{"9f 11 01 1900 02 ff", "83110102"},
                                         Passing{"d9d9f7 83 11 01 02", "83110102"},
                                         Passing{"83 11 f93c00 fb4340000000000000",
                                                 "8311011b0020000000000000"}));
INSTANTIATE_TEST_SUITE_P(
    Payloads, CborMessage,
    testing::Values(Passing{"84 1846 01 a0 9f01ff", "84184601a09f01ff"},
                    Passing{"84 1846 01 a0 81c249010000000000000000",
                            "84184601a081c249010000000000000000"},
                    Passing{"85 1846 01 a0 80 bf0102ff", "85184601a080bf0102ff"},
                    Passing{"9f 1846 01 bfff c0 81 f97e00 ff", "84184601a0c081f97e00"}));

class RefusedMsgpack : public testing::TestWithParam<Passing> {};
TEST_P(RefusedMsgpack, IsAProtocolViolationThatIsNamed) {
  EXPECT_EQ(passed(msgpack_serializer(), GetParam().in),
            std::string("wamp.error.protocol_violation: ") + GetParam().out);
}
INSTANTIATE_TEST_SUITE_P(
    Forms, RefusedMsgpack,
    testing::Values(
        Passing{"", "octet 0: a value is missing"}, Passing{"80", "octet 1: expected a list"},
        Passing{"90", "a message must have a type, got an empty list"},
        Passing{"93 11 01 02 03", "octet 4: expected nothing more"},
        Passing{"91 cd0151", "unknown message type 337"},
        Passing{"92 20 01", "SUBSCRIBE: must have 4 elements, has 2"},
        Passing{"94 20 01 90 a161",
                "SUBSCRIBE: field 2 (Options) must be a dictionary, got a list"},
        Passing{"94 20 01 80 c40161", "SUBSCRIBE: field 3 (Topic) must be a URI, got binary"},
        Passing{"94 20 01 80 d40100", "SUBSCRIBE: field 3 (Topic) must be a URI, got an extension"},
        Passing{"93 11 00 02",
                "PUBLISHED: field 1 (PUBLISH.Request) must be an integer from 1 to 2^53, got "
                "another number"},
        Passing{"93 11 ff 02",
                "PUBLISHED: field 1 (PUBLISH.Request) must be an integer from 1 to 2^53, got "
                "another number"},
        Passing{"93 11 cb3ff8000000000000 02",
                "PUBLISHED: field 1 (PUBLISH.Request) must be an integer from 1 to 2^53, got "
                "another number"},
        Passing{"93 11 cb7ff8000000000000 02",
                "PUBLISHED: field 1 (PUBLISH.Request) must be an integer from 1 to 2^53, got "
                "another number"},
        Passing{"93 11 cf0020000000000001 02",
                "PUBLISHED: field 1 (PUBLISH.Request) must be an integer from 1 to 2^53, got "
                "another number"}));
INSTANTIATE_TEST_SUITE_P(
    Dictionaries, RefusedMsgpack,
    testing::Values(
        Passing{"94 20 01 82a16101a16102 a161",
                "SUBSCRIBE: field 2 (Options) must be a dictionary without repeated keys, got one "
                "with"},
        Passing{"94 20 01 81a1789182a16101a16102 a161",
                "SUBSCRIBE: field 2 (Options) must be a dictionary without repeated keys, got one "
                "with"},
        Passing{"94 20 01 810102 a161",
                "SUBSCRIBE: field 2 (Options) must be a dictionary with text as keys, got other "
                "keys"},
        Passing{"94 20 01 81a178d40100 a161",
                "SUBSCRIBE: field 2 (Options) must be a readable dictionary, got a MessagePack "
                "extension type in key \"x\""}));
INSTANTIATE_TEST_SUITE_P(
    Payloads, RefusedMsgpack,
    testing::Values(
        Passing{"94 46 01 80 80", "YIELD: field 3 (Arguments) must be a list, got a dictionary"},
        Passing{"95 46 01 80 90 90",
                "YIELD: field 4 (ArgumentsKw) must be a dictionary, got a list"},
        Passing{"94 46 01 80 91a1ff", "octet 7: a string is not UTF-8; octets travel as bin"}));

TEST(BinaryMessage, MayNestAsDeepAsTheLimit) {
  EXPECT_TRUE(msgpack_serializer().decode(hex("94460180" + repeated("91", 62) + "90")));
  EXPECT_TRUE(cbor_serializer().decode(hex("84184601a0" + repeated("81", 62) + "80")));
  EXPECT_TRUE(
      cbor_serializer().decode(hex("84184601a0" + repeated("9f", 62) + "80" + repeated("ff", 62))));
}

TEST(BinaryMessage, MayNotNestDeeper) {
  EXPECT_EQ(
      msgpack_serializer().decode(hex("94460180" + repeated("91", 63) + "90")).error().message,
      "octet 68: nested deeper than 64 levels");
  EXPECT_EQ(cbor_serializer().decode(hex("84184601a0" + repeated("81", 63) + "80")).error().message,
            "octet 69: nested deeper than 64 levels");
}

TEST(BinaryMessage, OfAHundredThousandOpenersIsRefusedAtTheLimit) {
  EXPECT_EQ(msgpack_serializer().decode(std::string(100000, '\x91')).error().message,
            "octet 65: nested deeper than 64 levels");
  EXPECT_EQ(msgpack_serializer().decode(std::string(100000, '\x81')).error().message,
            "octet 1: expected a list");
  EXPECT_EQ(cbor_serializer().decode(std::string(100000, '\x9F')).error().message,
            "octet 65: nested deeper than 64 levels");
  EXPECT_EQ(cbor_serializer().decode(hex("81") + std::string(100000, '\xBF')).error().message,
            "octet 65: nested deeper than 64 levels");
  EXPECT_EQ(cbor_serializer().decode(std::string(100000, '\xC1')).error().message,
            "octet 9: more than 8 tags on one value");
}

// Dictionaries may have dictionaries as keys in these formats.
TEST(BinaryMessage, OfNestedKeysIsRefusedAtTheLimit) {
  EXPECT_EQ(msgpack_serializer().decode(hex("91") + std::string(100000, '\x81')).error().message,
            "octet 65: nested deeper than 64 levels");
}

}  // namespace
}  // namespace deskgate::router
