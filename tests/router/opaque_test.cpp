// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/opaque.hpp"

#include <gtest/gtest.h>

#include "tests/router/octets.hpp"

namespace deskgate::router {
namespace {

constexpr auto json = R"([16,1,{"enc_algo":"cryptobox"},"a.b","\u0000AP8="])";
constexpr auto msgpack = "95100181a8656e635f616c676fa963727970746f626f78a3612e62c40200ff";
constexpr auto cbor = "851001a168656e635f616c676f6963727970746f626f7863612e624200ff";

std::string passed(const Serializer& from, std::string_view octets, const Serializer& to) {
  const auto message = from.decode(octets);
  if (!message) return message.error().message;
  std::string out;
  EXPECT_TRUE(to.encode(*message, out));
  return out;
}

TEST(OpaquePayload, PassesThroughEachSerializer) {
  EXPECT_EQ(passed(json_serializer(), json, json_serializer()), json);
  EXPECT_EQ(to_hex(passed(msgpack_serializer(), hex(msgpack), msgpack_serializer())), msgpack);
  EXPECT_EQ(to_hex(passed(cbor_serializer(), hex(cbor), cbor_serializer())), cbor);
}

TEST(OpaquePayload, PassesFromEachSerializerToAnother) {
  EXPECT_EQ(to_hex(passed(json_serializer(), json, msgpack_serializer())), msgpack);
  EXPECT_EQ(to_hex(passed(msgpack_serializer(), hex(msgpack), cbor_serializer())), cbor);
  EXPECT_EQ(passed(cbor_serializer(), hex(cbor), json_serializer()), json);
}

TEST(OpaquePayload, HasNoValues) {
  const auto message = cbor_serializer().decode(hex(cbor));
  ASSERT_TRUE(message);
  EXPECT_EQ(payload_of(*message)->values().error().message,
            "the arguments are opaque (enc_algo); only their receiver can read them");
}

TEST(OpaquePayload, NeedsItsAlgorithm) {
  EXPECT_EQ(json_serializer().decode(R"([16,1,{},"a.b","\u0000AP8="])").error().message,
            "PUBLISH: field 4 (Arguments) must be a list, got a string");
  EXPECT_EQ(json_serializer().decode(R"([16,1,{"enc_algo":1},"a.b","\u0000AP8="])").error().message,
            "PUBLISH: field 4 (Arguments) must be a list, got a string");
}

TEST(OpaquePayload, IsBinary) {
  EXPECT_EQ(json_serializer().decode(R"([16,1,{"enc_algo":"x"},"a.b","text"])").error().message,
            "PUBLISH: field 4 (Arguments) must be a list, got a string");
  EXPECT_FALSE(json_serializer().decode(R"([16,1,{"enc_algo":"x"},"a.b",{}])"));
}

TEST(OpaquePayload, HasNoKeywords) {
  EXPECT_EQ(
      json_serializer().decode(R"([16,1,{"enc_algo":"x"},"a.b","\u0000AP8=",{}])").error().message,
      "PUBLISH: field 4 (Arguments) must be a list, got a string");
}

TEST(OpaquePayload, MayBeOrdinaryArguments) {
  EXPECT_TRUE(json_serializer().decode(R"([16,1,{"enc_algo":"x"},"a.b",[1],{"k":2}])"));
}

TEST(OpaquePayload, TakesItsKeysAlongAndNoOthers) {
  Dict details = {{"topic", "a.b"}};
  carry_opaque_keys(Dict{{"enc_algo", "cryptobox"},
                         {"enc_key", "k"},
                         {"enc_serializer", "cbor"},
                         {"acknowledge", true}},
                    details);
  EXPECT_EQ(details, (Dict{{"topic", "a.b"},
                           {"enc_algo", "cryptobox"},
                           {"enc_key", "k"},
                           {"enc_serializer", "cbor"}}));
}

TEST(OpaquePayload, TakesNothingAlongWithoutAnAlgorithm) {
  Dict details = Dict::object();
  carry_opaque_keys(Dict{{"enc_key", "k"}}, details);
  EXPECT_EQ(details, Dict::object());
}

}  // namespace
}  // namespace deskgate::router
