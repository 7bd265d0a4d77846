// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// WebSocket connections, seen from the other end of a real socket.

#include "tests/net/frames.hpp"
#include "tests/net/listener_fixture.hpp"

namespace deskgate::gateway::net::testing {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

using WebSocketTest = ListenerTest;

TEST_F(WebSocketTest, CarriesAClientIntoARealm) {
  listens();
  WsClient client(io, port);
  EXPECT_THAT(client.joins(), StartsWith("[2,"));
}

TEST_F(WebSocketTest, CarriesEventsFromOneClientToAnother) {
  listens();
  WsClient subscriber(io, port);
  WsClient publisher(io, port);
  subscriber.joins();
  publisher.joins();
  subscriber.says_text(R"([32,1,{},"org.example.topic"])");
  EXPECT_THAT(subscriber.hears_frame(), StartsWith("[33,1,"));
  publisher.says_text(R"([16,1,{},"org.example.topic",["hello"]])");
  EXPECT_THAT(subscriber.hears_frame(), AllOf(StartsWith("[36,"), EndsWith(R"(["hello"]])")));
}

TEST_F(WebSocketTest, ToleratesAHandshakeThatArrivesByteByByte) {
  listens();
  Client client(io, port);
  client.says_bytewise(WsClient::request());
  EXPECT_THAT(client.hears_up_to("\r\n\r\n"), StartsWith("HTTP/1.1 101 "));
}

TEST_F(WebSocketTest, ReadsMessagesThatCameWithTheHandshake) {
  listens();
  Client client(io, port);
  client.says(WsClient::request() +
              client_text(R"([1,"org.example.realm",{"roles":{"caller":{}}}])") +
              client_frame(0x89, "after"));
  client.hears_up_to("\r\n\r\n");
  EXPECT_THAT(client.hears_up_to("after"), AllOf(HasSubstr("[2,"), EndsWith("\x8A\x05"
                                                                            "after")));
}

TEST_F(WebSocketTest, ReadsAMessageThatArrivesByteByByte) {
  listens();
  WsClient client(io, port);
  client.says_bytewise(client_text(R"([1,"org.example.realm",{"roles":{"caller":{}}}])"));
  EXPECT_THAT(client.hears_frame(), StartsWith("[2,"));
}

TEST_F(WebSocketTest, ReadsAMessageInFragments) {
  listens();
  WsClient client(io, port);
  client.says_frame(0x01, R"([1,"org.example.realm",)");
  client.says_frame(0x89, "between");
  client.says_frame(0x80, R"({"roles":{"caller":{}}}])");
  EXPECT_EQ(client.hears_frame(), "<pong between>");
  EXPECT_THAT(client.hears_frame(), StartsWith("[2,"));
}

TEST_F(WebSocketTest, AnswersAPing) {
  listens();
  WsClient client(io, port);
  client.says_frame(0x89, "abc");
  EXPECT_EQ(client.hears_frame(), "<pong abc>");
}

TEST_F(WebSocketTest, AnswersACloseAndEnds) {
  listens();
  WsClient client(io, port);
  client.joins();
  client.says_frame(0x88, hex("03e8") + "done");
  EXPECT_EQ(client.hears_frame(), "<close 1000>");
  EXPECT_EQ(client.hears_until_the_end(), "");
  client.hangs_up();
  until_connections(0);
}

TEST_F(WebSocketTest, LeavesTheRealmAtAClose) {
  listens();
  WsClient client(io, port);
  client.joins();
  client.says_frame(0x88, "");
  EXPECT_EQ(client.hears_frame(), "<close >");
  EXPECT_EQ(router.find_realm("org.example.realm")->size(), 0U);
}

TEST_F(WebSocketTest, LeavesTheRealmWhenTheConnectionIsLost) {
  listens();
  WsClient client(io, port);
  client.joins();
  client.hangs_up();
  until_connections(0);
  EXPECT_EQ(router.find_realm("org.example.realm")->size(), 0U);
}

TEST_F(WebSocketTest, StillAnswersAClientThatHasStoppedTalking) {
  listens();
  WsClient client(io, port);
  client.says_text(R"([1,"org.example.realm",{"roles":{"caller":{}}}])");
  client.stops_talking();
  EXPECT_THAT(client.hears_frame(), StartsWith("[2,"));
  EXPECT_EQ(client.hears_until_the_end(), "");
  until_connections(0);
}

TEST_F(WebSocketTest, ClosesSoonAfterAGoodbye) {
  listens();
  WsClient client(io, port);
  client.joins();
  client.says_text(R"([6,{},"wamp.close.close_realm"])");
  EXPECT_EQ(client.hears_frame(), R"([6,{},"wamp.close.goodbye_and_out"])");
  EXPECT_EQ(client.hears_frame(), "<close 1000>");
}

TEST_F(WebSocketTest, LetsAClientJoinAgainAfterAGoodbye) {
  listens();
  WsClient client(io, port);
  client.joins();
  client.says_text(R"([6,{},"wamp.close.close_realm"])");
  client.hears_frame();
  EXPECT_THAT(client.joins(), StartsWith("[2,"));
  run_for(io, goodbye_time + milliseconds(100));
  EXPECT_EQ(client.waiting(), 0U);
}

TEST_F(WebSocketTest, AnswersNonsenseWithAbortAndAClose) {
  listens();
  WsClient client(io, port);
  client.says_text("nonsense");
  EXPECT_THAT(client.hears_frame(),
              AllOf(StartsWith("[3,"), HasSubstr("wamp.error.protocol_violation")));
  EXPECT_EQ(client.hears_frame(), "<close 1000>");
  client.says_frame(0x88, hex("03e8"));
  EXPECT_EQ(client.hears_until_the_end(), "");
}

TEST_F(WebSocketTest, LooksAtNothingAfterAnAbort) {
  listens();
  WsClient client(io, port);
  client.says(client_text("nonsense") + client_text("more nonsense") + client_frame(0x89, ""));
  EXPECT_THAT(client.hears_frame(), StartsWith("[3,"));
  EXPECT_EQ(client.hears_frame(), "<close 1000>");
  client.says_frame(0x88, hex("03e8"));
  EXPECT_EQ(client.hears_until_the_end(), "");
}

TEST_F(WebSocketTest, EndsAfterAnAbortEvenIfThePeerDoesNotAnswer) {
  listens();
  WsClient client(io, port);
  client.says_text("nonsense");
  client.hears_frame();
  EXPECT_EQ(client.hears_frame(), "<close 1000>");
  EXPECT_EQ(client.hears_until_the_end(), "");
}

TEST_F(WebSocketTest, RefusesARealmThatDoesNotExist) {
  listens();
  WsClient client(io, port);
  EXPECT_THAT(client.joins("org.example.nowhere"), HasSubstr("wamp.error.no_such_realm"));
  EXPECT_EQ(client.hears_frame(), "<close 1000>");
}

TEST_F(WebSocketTest, ClosesWith1003WhereBinaryComes) {
  listens();
  WsClient client(io, port);
  client.says_frame(0x82, "[]");
  EXPECT_EQ(client.hears_frame(), "<close 1003 the subprotocol has no messages of this type>");
  EXPECT_EQ(client.hears_until_the_end(), "");
}

TEST_F(WebSocketTest, ClosesWith1002WhereAFrameIsNotMasked) {
  listens();
  WsClient client(io, port);
  client.joins();
  client.says(server_frame(0x81, "[]"));
  EXPECT_EQ(client.hears_frame(), "<close 1002 the frame is not masked>");
  EXPECT_EQ(client.hears_until_the_end(), "");
  EXPECT_EQ(router.find_realm("org.example.realm")->size(), 0U);
}

TEST_F(WebSocketTest, ClosesWith1007WhereTextIsNotUtf8) {
  listens();
  WsClient client(io, port);
  client.says_text("[\"\xFF\"]");
  EXPECT_EQ(client.hears_frame(), "<close 1007 the text is not UTF-8>");
}

TEST_F(WebSocketTest, SendsLargeMessagesWhole) {
  listens();
  WsClient subscriber(io, port);
  WsClient publisher(io, port);
  subscriber.joins();
  publisher.joins();
  subscriber.says_text(R"([32,1,{},"org.example.topic"])");
  subscriber.hears_frame();
  const std::string large(900'000, 'x');
  publisher.says_text(R"([16,1,{},"org.example.topic",[")" + large + "\"]]");
  EXPECT_THAT(subscriber.hears_frame(), EndsWith("[\"" + large + "\"]]"));
}

TEST_F(WebSocketTest, RefusesOtherSubprotocols) {
  listens();
  Client client(io, port);
  auto request = WsClient::request();
  request.replace(request.find("wamp.2.json"), 11, "wamp.2.flat");
  client.says(request);
  EXPECT_THAT(client.hears_until_the_end(),
              AllOf(StartsWith("HTTP/1.1 400 "), HasSubstr("wamp.2.json")));
}

TEST_F(WebSocketTest, RefusesAPageOfAnotherOrigin) {
  listens();
  Client client(io, port);
  auto request = WsClient::request();
  request.insert(request.find("Upgrade:"), "Origin: http://localhost:3000\r\n");
  client.says(request);
  EXPECT_THAT(client.hears_until_the_end(), StartsWith("HTTP/1.1 403 "));
}

TEST_F(WebSocketTest, AdmitsAPageOfAnAllowedOrigin) {
  listens({}, {.allowed_origins = {"https://example.org"}});
  Client client(io, port);
  auto request = WsClient::request();
  request.insert(request.find("Upgrade:"), "Origin: https://example.org\r\n");
  client.says(request);
  EXPECT_THAT(client.hears_up_to("\r\n\r\n"), StartsWith("HTTP/1.1 101 "));
}

TEST_F(WebSocketTest, RefusesAReboundName) {
  listens();
  Client client(io, port);
  auto request = WsClient::request();
  request.replace(request.find("localhost"), 9, "evil.test");
  client.says(request);
  EXPECT_THAT(client.hears_until_the_end(), StartsWith("HTTP/1.1 421 "));
}

TEST_F(WebSocketTest, DeliversTheRefusalOfARequestThatIsStillArriving) {
  listens();
  Client client(io, port);
  client.says("GET /" + std::string(300'000, 'x'));
  EXPECT_THAT(client.hears_until_the_end(), StartsWith("HTTP/1.1 431 "));
}

TEST_F(WebSocketTest, SpeaksOnIpv6Loopback) {
  makes_listener();
  EXPECT_NE(listener->listen_tcp("[::1]", 0), 0);
}

}  // namespace
}  // namespace deskgate::gateway::net::testing
