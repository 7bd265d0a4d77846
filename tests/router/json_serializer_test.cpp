// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <gtest/gtest.h>

#include <string>

#include "router/serializer.hpp"

namespace deskgate::router {
namespace {

std::string encode_value(const Value& value) {
  std::string out;
  EXPECT_TRUE(json_serializer().encode_value(value, out));
  return out;
}

std::string encode(const Message& message) {
  std::string out;
  EXPECT_TRUE(json_serializer().encode(message, out));
  return out;
}

Result<Message> decode(std::string_view octets) {
  return json_serializer().decode(octets);
}

// Every form that the specification lists, written as this serializer writes it.
class LawfulMessage : public testing::TestWithParam<const char*> {};
TEST_P(LawfulMessage, PassesUnchanged) {
  const auto message = decode(GetParam());
  ASSERT_TRUE(message) << message.error().message;
  EXPECT_EQ(encode(*message), GetParam());
}
INSTANTIATE_TEST_SUITE_P(SessionForms, LawfulMessage,
                         testing::Values(R"([1,"realm1",{"roles":{"caller":{}}}])",
                                         R"([2,9129137332,{"roles":{}}])",
                                         R"([3,{},"wamp.error.no_such_realm"])",
                                         R"([3,{},"a.b",[1]])", R"([3,{},"a.b",[],{"k":1}])",
                                         R"([4,"ticket",{}])", R"([5,"secret",{}])",
                                         R"([6,{},"wamp.close.close_realm"])"));
INSTANTIATE_TEST_SUITE_P(ErrorForms, LawfulMessage,
                         testing::Values(R"([8,68,1,{},"a.b"])", R"([8,68,1,{},"a.b",["x"]])",
                                         R"([8,48,9007199254740992,{},"a.b",[],{"k":null}])"));
INSTANTIATE_TEST_SUITE_P(PubSubForms, LawfulMessage,
                         testing::Values(R"([16,1,{},"a.b"])",
                                         R"([16,1,{"acknowledge":true},"a.b",[1]])",
                                         R"([16,1,{},"a.b",[],{"k":[1.5]}])", "[17,1,2]",
                                         R"([32,1,{},"a.b"])", "[33,1,2]", "[34,1,2]", "[35,1]",
                                         "[36,1,2,{}]", R"([36,1,2,{},["x"]])",
                                         R"([36,1,2,{"topic":"a.b"},[],{"k":"v"}])"));
INSTANTIATE_TEST_SUITE_P(RpcForms, LawfulMessage,
                         testing::Values(R"([48,1,{},"a.b"])", R"([48,1,{},"a.b",[1,[2]]])",
                                         R"([48,1,{},"a.b",[],{"k":{}}])", "[49,1,{}]", "[50,1,{}]",
                                         "[50,1,{},[1]]", R"([50,1,{},[],{"k":1}])",
                                         R"([64,1,{},"a.b"])", "[65,1,2]", "[66,1,2]", "[67,1]",
                                         "[68,1,2,{}]", "[68,1,2,{},[1]]",
                                         R"([68,1,2,{},[],{"k":1}])", "[69,1,{}]", "[70,1,{}]",
                                         "[70,1,{},[1]]", R"([70,1,{},[],{"k":1}])"));

class PayloadOctets : public testing::TestWithParam<const char*> {};
TEST_P(PayloadOctets, PassAsTheyAreWritten) {
  const auto octets = std::string(R"([70,1,{},)") + GetParam() + "]";
  const auto message = decode(octets);
  ASSERT_TRUE(message) << message.error().message;
  EXPECT_EQ(encode(*message), octets);
}
INSTANTIATE_TEST_SUITE_P(Json, PayloadOctets,
                         testing::Values("[18446744073709551615]", "[1e400]", "[-0]", "[1.10, 1E2]",
                                         "[123456789012345678901234567890]",
                                         R"(["\u0041\/\ud83d\ude00"])",
                                         R"(["\u0000Zm9v","\u0000x"])", "[ 1 ,\n2 ]",
                                         R"([],{"b":1,"a":2,"b":3})", "[\"\xC3\xA9\"]",
                                         "[null,true]"));

// Autobahn sends Options with these; the router takes back subscriptions and registrations with
// request 0 and Details.
INSTANTIATE_TEST_SUITE_P(OptionalForms, LawfulMessage,
                         testing::Values(R"([34,1,2,{"x":1}])", R"([66,1,2,{"x":1}])",
                                         R"([35,0,{"reason":"a.b","subscription":2}])",
                                         R"([67,0,{"reason":"a.b","registration":2}])"));

TEST(JsonSerializer, LeavesOutOptionsThatAreEmpty) {
  EXPECT_EQ(encode(*decode("[34,1,2,{}]")), "[34,1,2]");
  EXPECT_EQ(encode(*decode("[66,1,2,{}]")), "[66,1,2]");
}

struct Fault {
  const char* octets;
  const char* message;
};

class UnlawfulMessage : public testing::TestWithParam<Fault> {};
TEST_P(UnlawfulMessage, IsAProtocolViolationThatIsNamed) {
  const auto message = decode(GetParam().octets);
  ASSERT_FALSE(message);
  EXPECT_EQ(message.error().uri, "wamp.error.protocol_violation");
  EXPECT_EQ(message.error().message, GetParam().message);
}
INSTANTIATE_TEST_SUITE_P(
    Type, UnlawfulMessage,
    testing::Values(Fault{"[]", "a message must have a type, got an empty list"},
                    Fault{"[99]", "unknown message type 99"},
                    Fault{"[0]", "unknown message type 0"},
                    Fault{"[7,1]", "unknown message type 7"},
                    Fault{"[71,1]", "unknown message type 71"},
                    Fault{"[337,1]", "unknown message type 337"},
                    Fault{R"(["32"])", "the message type must be an integer, got a string"},
                    Fault{"[null]", "the message type must be an integer, got null"},
                    Fault{"[-1]", "the message type must be an integer, got an integer"},
                    Fault{"[32.5]", "the message type must be an integer, got a float"}));
INSTANTIATE_TEST_SUITE_P(
    Arity, UnlawfulMessage,
    testing::Values(Fault{"[32]", "SUBSCRIBE: must have 4 elements, has 1"},
                    Fault{"[32,1,{}]", "SUBSCRIBE: must have 4 elements, has 3"},
                    Fault{R"([32,1,{},"a",[]])", "SUBSCRIBE: must have 4 elements, has 5"},
                    Fault{"[49,1]", "CANCEL: must have 3 elements, has 2"},
                    Fault{"[66,1]", "UNREGISTER: must have 3 to 4 elements, has 2"},
                    Fault{R"([16,1,{}])", "PUBLISH: must have 4 to 6 elements, has 3"},
                    Fault{R"([16,1,{},"a",[],{},1])", "PUBLISH: must have 4 to 6 elements, has 7"},
                    Fault{R"([8,68,1,{},"a",[],{},1])", "ERROR: must have 5 to 7 elements, has 8"},
                    Fault{R"([3,{}])", "ABORT: must have 3 to 5 elements, has 2"},
                    Fault{"[48,1,2,3,4,5,6,7,8,9]", "CALL: must have 4 to 6 elements, has 10"}));
INSTANTIATE_TEST_SUITE_P(
    Types, UnlawfulMessage,
    testing::Values(
        Fault{R"([32,1,[],"a"])", "SUBSCRIBE: field 2 (Options) must be a dictionary, got a list"},
        Fault{R"([32,1,null,"a"])", "SUBSCRIBE: field 2 (Options) must be a dictionary, got null"},
        Fault{R"([48,"1",{},"a"])",
              "CALL: field 1 (Request) must be an integer from 1 to 2^53, got a string"},
        Fault{R"([48,true,{},"a"])",
              "CALL: field 1 (Request) must be an integer from 1 to 2^53, got a boolean"},
        Fault{R"([48,null,{},"a"])",
              "CALL: field 1 (Request) must be an integer from 1 to 2^53, got null"},
        Fault{R"([48,1,{},"a",{}])", "CALL: field 4 (Arguments) must be a list, got a dictionary"},
        Fault{R"([48,1,{},"a",null])", "CALL: field 4 (Arguments) must be a list, got null"},
        Fault{R"([48,1,{},"a","x"])", "CALL: field 4 (Arguments) must be a list, got a string"},
        Fault{R"([48,1,{},"a",[],[]])",
              "CALL: field 5 (ArgumentsKw) must be a dictionary, got a list"},
        Fault{R"([70,1,{},[],null])",
              "YIELD: field 4 (ArgumentsKw) must be a dictionary, got null"},
        Fault{R"([34,1,"2"])",
              "UNSUBSCRIBE: field 2 (SUBSCRIBED.Subscription) must be an integer "
              "from 1 to 2^53, got a string"},
        Fault{R"([8,"68",1,{},"a"])",
              "ERROR: field 1 (REQUEST.Type) must be a message type, got a string"},
        Fault{R"([8,2000,1,{},"a"])",
              "ERROR: field 1 (REQUEST.Type) must be a message type, got another number"},
        Fault{"[34,1,2,3]", "UNSUBSCRIBE: field 3 (Options) must be a dictionary, got an integer"},
        Fault{R"([5,1,{}])",
              "AUTHENTICATE: field 1 (Signature) must be a string, got an integer"}));
INSTANTIATE_TEST_SUITE_P(
    Values, UnlawfulMessage,
    testing::Values(
        Fault{R"([48,0,{},"a"])",
              "CALL: field 1 (Request) must be an integer from 1 to 2^53, got another number"},
        Fault{"[35,0]",
              "UNSUBSCRIBED: field 1 (UNSUBSCRIBE.Request) must be an integer from 1 to 2^53, got "
              "another number"},
        Fault{"[67,0]",
              "UNREGISTERED: field 1 (UNREGISTER.Request) must be an integer from 1 to 2^53, got "
              "another number"},
        Fault{"[67,0,{}]",
              "UNREGISTERED: field 1 (UNREGISTER.Request) must be an integer from 1 to 2^53, got "
              "another number"},
        Fault{R"([48,-1,{},"a"])",
              "CALL: field 1 (Request) must be an integer from 1 to 2^53, got another number"},
        Fault{R"([48,9007199254740993,{},"a"])",
              "CALL: field 1 (Request) must be an integer from 1 to 2^53, got another number"},
        Fault{R"([48,18446744073709551617,{},"a"])",
              "CALL: field 1 (Request) must be an integer from 1 to 2^53, got another number"},
        Fault{R"([48,1.5,{},"a"])",
              "CALL: field 1 (Request) must be an integer from 1 to 2^53, got another number"},
        Fault{R"([48,1e400,{},"a"])",
              "CALL: field 1 (Request) must be an integer from 1 to 2^53, got another number"},
        Fault{R"([48,1,{"a":1,"a":1},"a"])",
              "CALL: field 2 (Options) must be a dictionary without repeated keys, got one with"},
        Fault{R"([48,1,{"x":[{"a":1,"\u0061":1}]},"a"])",
              "CALL: field 2 (Options) must be a dictionary without repeated keys, got one with"},
        Fault{R"([48,1,{"a":1e400},"a"])",
              "CALL: field 2 (Options) must be a readable dictionary, got a lone surrogate or a "
              "number beyond every range"},
        Fault{R"([48,1,{},"a"] [])", "octet 14: expected nothing more"}));

TEST(JsonSerializer, CallsAUriThatIsNoTextAViolation) {
  const auto message = decode("[32,1,{},5]");
  ASSERT_FALSE(message);
  EXPECT_EQ(message.error().uri, "wamp.error.protocol_violation");
  EXPECT_EQ(message.error().message, "SUBSCRIBE: field 3 (Topic) must be a URI, got an integer");
}

TEST(JsonSerializer, CallsALoneSurrogateInAUriAViolation) {
  EXPECT_EQ(decode(R"([32,1,{},"\ud800"])").error().uri, "wamp.error.protocol_violation");
}

// JavaScript's encoders write large integers as floats (reference, trap 2).
class IntegralFloat : public testing::TestWithParam<Fault> {};
TEST_P(IntegralFloat, IsAnId) {
  const auto message = decode(GetParam().octets);
  ASSERT_TRUE(message) << message.error().message;
  EXPECT_EQ(encode(*message), GetParam().message);
}
INSTANTIATE_TEST_SUITE_P(Ids, IntegralFloat,
                         testing::Values(Fault{"[35,1.0]", "[35,1]"}, Fault{"[35,1e0]", "[35,1]"},
                                         Fault{"[35,12.5e1]", "[35,125]"},
                                         Fault{"[35.0,9.007199254740992e15]",
                                               "[35,9007199254740992]"}));

TEST(JsonSerializer, ReadsEscapesInUris) {
  const auto message = decode(R"([32,1,{},"a.\u0062\/"])");
  ASSERT_TRUE(message);
  EXPECT_EQ(std::get<Subscribe>(*message).topic, "a.b/");
}

TEST(JsonSerializer, ReadsOptionsAsValues) {
  const auto message = decode(R"([32,1,{"match":"prefix","x":[1,{"y":null}]},"a"])");
  ASSERT_TRUE(message);
  EXPECT_EQ(std::get<Subscribe>(*message).options,
            Value::parse(R"({"match":"prefix","x":[1,{"y":null}]})"));
}

TEST(JsonSerializer, EscapesTextThatNeedsIt) {
  EXPECT_EQ(encode(Challenge{"a\"\\\n", Dict::object()}), R"([4,"a\"\\\n",{}])");
}

TEST(JsonSerializer, ReplacesOctetsThatAreNotUtf8) {
  EXPECT_EQ(encode(Challenge{"a\xFF", Dict::object()}), "[4,\"a\xEF\xBF\xBD\",{}]");
  EXPECT_EQ(encode(Yield{InvocationId{1}, Dict::object(), Payload(Value::array({"\xFF"}))}),
            "[70,1,{},[\"\xEF\xBF\xBD\"]]");
}

TEST(JsonSerializer, AppendsToWhatIsThere) {
  std::string out = "x";
  EXPECT_TRUE(json_serializer().encode(Unsubscribed{RequestId{7}}, out));
  EXPECT_EQ(out, "x[35,7]");
}

TEST(JsonSerializer, KeepsIntegersExact) {
  const auto value = json_serializer().decode_value("[18446744073709551615,-9223372036854775808]");
  ASSERT_TRUE(value);
  EXPECT_EQ((*value)[0].get<std::uint64_t>(), 18446744073709551615U);
  EXPECT_EQ((*value)[1].get<std::int64_t>(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(encode_value(*value), "[18446744073709551615,-9223372036854775808]");
}

TEST(JsonSerializer, WritesFloatsSoThatTheyReturnTheSame) {
  EXPECT_EQ(encode_value(0.1), "0.1");
  EXPECT_EQ(encode_value(1.0), "1.0");
}

TEST(JsonSerializer, RefusesAValueThatIsNoJson) {
  const auto value = json_serializer().decode_value("[1,]");
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().uri, "wamp.error.invalid_argument");
}

TEST(JsonSerializer, IsTheOneThatTheTransportsNegotiate) {
  EXPECT_EQ(json_serializer().name(), "json");
  EXPECT_EQ(json_serializer().rawsocket_id(), 1);
  EXPECT_FALSE(json_serializer().is_binary());
}

}  // namespace
}  // namespace deskgate::router
