// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/payload.hpp"

#include <gtest/gtest.h>

#include "router/serializer.hpp"
#include "router/transport.hpp"

namespace deskgate::router {
namespace {

// Another serializer, which says so in what it writes and counts how often it is asked to.
class Stamping final : public Serializer {
 public:
  std::string_view name() const override { return "stamping"; }
  int rawsocket_id() const override { return 0; }
  bool is_binary() const override { return false; }
  Result<Message> decode(std::string_view octets) const override {
    return json_serializer().decode(octets);
  }
  Result<void> encode(const Message& message, std::string& out) const override {
    ++encodings;
    return json_serializer().encode(message, out);
  }
  Result<void> encode_value(const Value& value, std::string& out) const override {
    ++encodings;
    out += "stamped:" + value.dump();
    return {};
  }
  Result<Value> decode_value(std::string_view octets, std::string_view element) const override {
    return json_serializer().decode_value(octets, element);
  }
  mutable int encodings = 0;
};

TEST(Payload, IsEmptyFromTheStart) {
  const Payload payload;
  EXPECT_TRUE(payload.is_empty());
  EXPECT_EQ(payload.encoded(json_serializer())->args, "");
  EXPECT_EQ(payload.values()->args, Value::array());
  EXPECT_EQ(payload.values()->kwargs, Value::object());
}

TEST(Payload, IsEmptyWithEmptyValues) {
  EXPECT_TRUE(Payload(Value::array()).is_empty());
}

TEST(Payload, KeepsTheOctetsThatItWasMadeOf) {
  const Payload payload({"[ 1e400 ]", R"({ "k":1})"}, json_serializer());
  EXPECT_EQ(payload.encoded(json_serializer())->args, "[ 1e400 ]");
  EXPECT_EQ(payload.encoded(json_serializer())->kwargs, R"({ "k":1})");
}

TEST(Payload, KeepsAnEmptyListThatWasReceived) {
  const Payload payload({"[]", ""}, json_serializer());
  EXPECT_FALSE(payload.is_empty());
  EXPECT_EQ(payload.encoded(json_serializer())->args, "[]");
}

TEST(Payload, DecodesWhatItReceived) {
  const Payload payload({"[1,\"x\"]", R"({"k":2})"}, json_serializer());
  const auto values = payload.values();
  ASSERT_TRUE(values);
  EXPECT_EQ(values->args, Value::parse(R"([1,"x"])"));
  EXPECT_EQ(values->kwargs, Value::parse(R"({"k":2})"));
}

TEST(Payload, SaysWhenOctetsHaveNoValue) {
  const Payload payload({"[1e400]", ""}, json_serializer());
  ASSERT_FALSE(payload.values());
  EXPECT_EQ(payload.values().error().uri, "wamp.error.invalid_argument");
}

TEST(Payload, WritesAnEmptyListBeforeLonelyKeywords) {
  const Payload payload(Value::array(), {{"k", 1}});
  EXPECT_EQ(payload.encoded(json_serializer())->args, "[]");
  EXPECT_EQ(payload.encoded(json_serializer())->kwargs, R"({"k":1})");
}

TEST(Payload, LeavesOutEmptyKeywords) {
  const Payload payload(Value::array({1}));
  EXPECT_EQ(payload.encoded(json_serializer())->args, "[1]");
  EXPECT_EQ(payload.encoded(json_serializer())->kwargs, "");
}

TEST(Payload, IsEncodedForEachSerializerInItsOwnWay) {
  const Stamping other;
  const Payload payload({"[1]", ""}, json_serializer());
  EXPECT_EQ(payload.encoded(other)->args, "stamped:[1]");
  EXPECT_EQ(payload.encoded(json_serializer())->args, "[1]");
}

TEST(Payload, IsEncodedOnceHoweverManyCopiesThereAre) {
  const Stamping serializer;
  const Payload payload(Value::array({1}));
  const auto copy = payload;  // NOLINT(performance-unnecessary-copy-initialization): what is tested
  payload.encoded(serializer);
  copy.encoded(serializer);
  EXPECT_EQ(serializer.encodings, 1);
}

TEST(Outgoing, IsEncodedOnceForEachSerializer) {
  const Stamping one;
  const Stamping other;
  const Outgoing message{Message(Unsubscribed{RequestId{1}})};
  EXPECT_EQ(*message.octets(one), "[35,1]");
  EXPECT_EQ(*message.octets(other), "[35,1]");
  EXPECT_EQ(*message.octets(one), "[35,1]");
  EXPECT_EQ(one.encodings, 1);
  EXPECT_EQ(other.encodings, 1);
}

}  // namespace
}  // namespace deskgate::router
