// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What becomes of arguments between a sender and a receiver that speak differently.

#include <gtest/gtest.h>

#include <limits>

#include "router/transport.hpp"
#include "tests/router/octets.hpp"

namespace deskgate::router {
namespace {

// One list of arguments in the form that each serializer writes.
struct Forms {
  const char* name;
  std::string json;
  std::string msgpack;  // hexadecimal
  std::string cbor;     // hexadecimal
};

void PrintTo(const Forms& forms, std::ostream* out) {
  *out << forms.name;
}

std::string converted(const Serializer& from, const std::string& octets, const Serializer& to) {
  const Payload payload({octets, {}}, from);
  const auto& encoded = payload.encoded(to);
  return encoded ? encoded->args : "error: " + encoded.error().message;
}

class ArgumentForms : public testing::TestWithParam<Forms> {};
TEST_P(ArgumentForms, FromJsonToMsgpack) {
  EXPECT_EQ(to_hex(converted(json_serializer(), GetParam().json, msgpack_serializer())),
            GetParam().msgpack);
}
TEST_P(ArgumentForms, FromJsonToCbor) {
  EXPECT_EQ(to_hex(converted(json_serializer(), GetParam().json, cbor_serializer())),
            GetParam().cbor);
}
TEST_P(ArgumentForms, FromMsgpackToJson) {
  EXPECT_EQ(converted(msgpack_serializer(), hex(GetParam().msgpack), json_serializer()),
            GetParam().json);
}
TEST_P(ArgumentForms, FromMsgpackToCbor) {
  EXPECT_EQ(to_hex(converted(msgpack_serializer(), hex(GetParam().msgpack), cbor_serializer())),
            GetParam().cbor);
}
TEST_P(ArgumentForms, FromCborToJson) {
  EXPECT_EQ(converted(cbor_serializer(), hex(GetParam().cbor), json_serializer()), GetParam().json);
}
TEST_P(ArgumentForms, FromCborToMsgpack) {
  EXPECT_EQ(to_hex(converted(cbor_serializer(), hex(GetParam().cbor), msgpack_serializer())),
            GetParam().msgpack);
}
INSTANTIATE_TEST_SUITE_P(
    Keep, ArgumentForms,
    testing::Values(
        Forms{"Scalars", R"([null,true,false,""])", "94c0c3c2a0", "84f6f5f460"},
        Forms{"SmallIntegers", "[0,127,-1,-128]", "94007fffd080", "8400187f20387f"},
        Forms{"TheLargestId", "[9007199254740992]", "91cf0020000000000000", "811b0020000000000000"},
        Forms{"TheLargestSigned", "[9223372036854775807]", "91cf7fffffffffffffff",
              "811b7fffffffffffffff"},
        Forms{"TheLargestUnsigned", "[18446744073709551615]", "91cfffffffffffffffff",
              "811bffffffffffffffff"},
        Forms{"OneAboveTheLargestSigned", "[9223372036854775808]", "91cf8000000000000000",
              "811b8000000000000000"},
        Forms{"TheLeast", "[-9223372036854775808]", "91d38000000000000000", "813b7fffffffffffffff"},
        Forms{"AFloat", "[1.5]", "91cb3ff8000000000000", "81fb3ff8000000000000"},
        Forms{"AnIntegralFloat", "[1.0]", "91cb3ff0000000000000", "81fb3ff0000000000000"},
        Forms{"ANegativeZero", "[-0.0]", "91cb8000000000000000", "81fb8000000000000000"},
        Forms{"TheLargestFloat", "[1.7976931348623157e+308]", "91cb7fefffffffffffff",
              "81fb7fefffffffffffff"},
        Forms{"TheLeastFloat", "[5e-324]", "91cb0000000000000001", "81fb0000000000000001"},
        Forms{"Unicode", "[\"\xC3\xBC\xF0\x9F\x98\x80\"]", "91a6c3bcf09f9880", "8166c3bcf09f9880"},
        Forms{"Quotes", R"(["\"\\\n"])", "91a3225c0a", "8163225c0a"},
        Forms{"Binary", R"(["\u0000AP8="])", "91c40200ff", "814200ff"},
        Forms{"EmptyBinary", R"(["\u0000"])", "91c400", "8140"},
        Forms{"TextThatOnlyLooksBinary", R"(["\u0000 no"])", "91a400206e6f", "816400206e6f"},
        Forms{"Nested", R"([[[]],{},{"a":[{"b":1}]}])", "9391908081a1619181a16201",
              "838180a0a1616181a1616201"}));

std::string converted_hex(const Serializer& from, std::string_view digits, const Serializer& to) {
  return converted(from, hex(digits), to);
}

TEST(Conversion, RefusesKeysThatAreNoText) {
  EXPECT_EQ(converted_hex(cbor_serializer(), "81a10102", json_serializer()),
            "error: the arguments hold a dictionary with a key that is no text in argument 1, for "
            "which the "
            "receiver's json has no form");
  EXPECT_EQ(converted_hex(msgpack_serializer(), "91810102", cbor_serializer()),
            "error: the arguments hold a dictionary with a key that is no text in argument 1, for "
            "which the "
            "receiver's cbor has no form");
}

TEST(Conversion, RefusesNaNAndInfinitiesForJson) {
  EXPECT_EQ(converted_hex(msgpack_serializer(), "91cb7ff8000000000000", json_serializer()),
            "error: the arguments hold NaN or an infinity, for which the receiver's json has no "
            "form");
  EXPECT_EQ(converted_hex(cbor_serializer(), "8181f97c00", json_serializer()),
            "error: the arguments hold NaN or an infinity, for which the receiver's json has no "
            "form");
}

TEST(Conversion, KeepsInfinitiesWhereTheyHaveAForm) {
  EXPECT_EQ(to_hex(converted_hex(cbor_serializer(), "82f97c00f9fc00", msgpack_serializer())),
            "92cb7ff0000000000000cbfff0000000000000");
  EXPECT_EQ(to_hex(converted_hex(msgpack_serializer(), "91ca7f800000", cbor_serializer())),
            "81fb7ff0000000000000");
}

TEST(Conversion, RefusesNumbersBeyondEveryRange) {
  EXPECT_EQ(converted(json_serializer(), "[1e400]", cbor_serializer()),
            "error: the arguments hold a lone surrogate or a number beyond every range, for which "
            "the receiver's cbor has no form");
  EXPECT_EQ(converted(json_serializer(), "[18446744073709551616]", cbor_serializer()),
            "error: the arguments hold an integer beyond 64 bits in argument 1, for which the "
            "receiver's cbor "
            "has no form");
  EXPECT_EQ(converted(json_serializer(), "[-9223372036854775809]", msgpack_serializer()),
            "error: the arguments hold an integer beyond 64 bits in argument 1, for which the "
            "receiver's msgpack "
            "has no form");
  EXPECT_EQ(converted_hex(cbor_serializer(), "81c249010000000000000000", json_serializer()),
            "error: the arguments hold an integer beyond 64 bits in argument 1, for which the "
            "receiver's json "
            "has no form");
}

TEST(Conversion, RefusesExtensionTypes) {
  EXPECT_EQ(converted_hex(msgpack_serializer(), "91d40100", json_serializer()),
            "error: the arguments hold a MessagePack extension type in argument 1, for which the "
            "receiver's json "
            "has no form");
}

TEST(Conversion, IgnoresTags) {
  EXPECT_EQ(converted_hex(cbor_serializer(), "81c11a514b67b0", json_serializer()), "[1363896240]");
}

TEST(Conversion, LeavesOutWhatIsEmpty) {
  EXPECT_EQ(converted(json_serializer(), "[]", msgpack_serializer()), "");
  EXPECT_EQ(converted_hex(cbor_serializer(), "80", json_serializer()), "");
}

TEST(Conversion, TakesKeywordsToo) {
  const Payload payload({"[]", R"({"k":1})"}, json_serializer());
  EXPECT_EQ(to_hex(payload.encoded(msgpack_serializer())->args), "90");
  EXPECT_EQ(to_hex(payload.encoded(msgpack_serializer())->kwargs), "81a16b01");
}

// An answer that its caller's serializer has no form for.
const Payload not_a_number({hex("91cb7ff8000000000000"), {}}, msgpack_serializer());
constexpr auto refusal =
    R"({},"wamp.error.invalid_argument",["the arguments hold NaN or an infinity, for which the )"
    R"(receiver's json has no form"]])";

TEST(Outgoing, TellsTheCallerOfAResultThatHasNoForm) {
  const Outgoing message{Message(CallResult{RequestId{7}, Dict::object(), not_a_number})};
  EXPECT_EQ(*message.octets(json_serializer()), std::string("[8,48,7,") + refusal);
  EXPECT_EQ(to_hex(*message.octets(msgpack_serializer())), "9432078091cb7ff8000000000000");
}

TEST(Outgoing, TellsTheCallerOfAnErrorThatHasNoForm) {
  const Outgoing message{
      Message(CallError{Code::call, 7, Dict::object(), "org.example.failed", not_a_number})};
  EXPECT_EQ(*message.octets(json_serializer()), std::string("[8,48,7,") + refusal);
}

TEST(Outgoing, DoesNotEndACallWhoseProgressHasNoForm) {
  const Outgoing message{Message(CallResult{RequestId{7}, {{"progress", true}}, not_a_number})};
  EXPECT_EQ(message.octets(json_serializer()).error().uri, "wamp.error.invalid_argument");
}

TEST(Outgoing, FailsForAnEventThatHasNoForm) {
  const Outgoing message{
      Message(Event{SubscriptionId{1}, PublicationId{2}, Dict::object(), not_a_number})};
  EXPECT_EQ(message.octets(json_serializer()).error().message,
            "the arguments hold NaN or an infinity, for which the receiver's json has no form");
  EXPECT_TRUE(message.octets(cbor_serializer()));
}

TEST(Outgoing, FailsForAnInvocationThatHasNoForm) {
  const Outgoing message{
      Message(Invocation{InvocationId{1}, RegistrationId{2}, Dict::object(), not_a_number})};
  EXPECT_EQ(message.octets(json_serializer()).error().uri, "wamp.error.invalid_argument");
}

}  // namespace
}  // namespace deskgate::router
