// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// RawSocket connections, seen from the other end of a real socket.

#include "tests/net/frames.hpp"
#include "tests/net/listener_fixture.hpp"

namespace deskgate::gateway::net::testing {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

using RawSocketTest = ListenerTest;

TEST_F(RawSocketTest, CarriesAClientIntoARealmOverTcp) {
  listens();
  RawClient client(io, port);
  EXPECT_THAT(client.joins(), StartsWith("[2,"));
}

TEST_F(RawSocketTest, CarriesAClientIntoARealmOverAUnixSocket) {
  const TemporaryFolder folder;
  makes_listener();
  listener->listen_unix(folder / "wamp.sock");
  RawClient client(io, folder / "wamp.sock");
  EXPECT_THAT(client.joins(), StartsWith("[2,"));
}

TEST_F(RawSocketTest, AnnouncesTheMessageLimit) {
  listens({.message = 1 << 20});
  Client client(io, port);
  client.says(hex("7ff10000"));
  EXPECT_EQ(client.hears(4), hex("7fb10000"));
}

TEST_F(RawSocketTest, ToleratesAHandshakeThatArrivesByteByByte) {
  listens();
  Client client(io, port);
  client.says_bytewise(hex("7ff10000"));
  EXPECT_EQ(client.hears(4), hex("7fb10000"));
}

TEST_F(RawSocketTest, ReadsMessagesThatCameWithTheHandshake) {
  listens();
  Client client(io, port);
  client.says(hex("7ff10000") + raw_frame(1, "ping"));
  EXPECT_EQ(client.hears(4), hex("7fb10000"));
  EXPECT_EQ(client.hears(8), raw_frame(2, "ping"));
}

TEST_F(RawSocketTest, RefusesASerializerThatIsNotSpoken) {
  listens();
  Client client(io, port);
  client.says(hex("7ff50000"));
  EXPECT_EQ(client.hears_until_the_end(), hex("7f100000"));
}

TEST_F(RawSocketTest, RefusesTheIllegalSerializer) {
  listens();
  Client client(io, port);
  client.says(hex("7ff00000"));
  EXPECT_EQ(client.hears_until_the_end(), hex("7f100000"));
}

TEST_F(RawSocketTest, RefusesReservedBits) {
  listens();
  Client client(io, port);
  client.says(hex("7ff10001"));
  EXPECT_EQ(client.hears_until_the_end(), hex("7f300000"));
}

TEST_F(RawSocketTest, AnswersAPing) {
  listens();
  RawClient client(io, port);
  client.says_frame(1, "abc");
  EXPECT_EQ(client.hears_frame(), "<pong abc>");
}

TEST_F(RawSocketTest, AnswersAPingOf125OctetsBeforeJoiningAndEndsAtOneMore) {
  listens();
  const std::string payload(125, 'x');
  RawClient client(io, port);
  client.says_frame(1, payload);
  EXPECT_EQ(client.hears_frame(), "<pong " + payload + ">");
  client.says_frame(1, payload + "x");
  EXPECT_EQ(client.hears_until_the_end(), "");
}

TEST_F(RawSocketTest, AnswersALongerPingOfOneWhoHasJoined) {
  listens();
  const std::string payload(100'000, 'x');
  RawClient client(io, port);
  client.joins();
  client.says_frame(1, payload);
  EXPECT_EQ(client.hears_frame(), "<pong " + payload + ">");
}

TEST_F(RawSocketTest, EndsAtAReservedFrameType) {
  listens();
  RawClient client(io, port);
  client.joins();
  client.says_frame(3, "");
  EXPECT_EQ(client.hears_until_the_end(), "");
  EXPECT_EQ(router.find_realm("org.example.realm")->size(), 0U);
}

TEST_F(RawSocketTest, AnswersNonsenseWithAbortAndEnds) {
  listens();
  RawClient client(io, port);
  client.says_message("nonsense");
  EXPECT_THAT(client.hears_frame(), StartsWith("[3,"));
  EXPECT_EQ(client.hears_until_the_end(), "");
}

TEST_F(RawSocketTest, TalksToWebSocketClients) {
  listens();
  RawClient callee(io, port);
  WsClient caller(io, port);
  callee.joins();
  caller.joins();
  callee.says_message(R"([64,1,{},"org.example.echo"])");
  EXPECT_THAT(callee.hears_frame(), StartsWith("[65,1,"));
  caller.says_text(R"([48,1,{},"org.example.echo",["hi"]])");
  EXPECT_THAT(callee.hears_frame(), AllOf(StartsWith("[68,1,"), EndsWith(R"(["hi"]])")));
  callee.says_message(R"([70,1,{},["ho"]])");
  EXPECT_EQ(caller.hears_frame(), R"([50,1,{},["ho"]])");
}

TEST_F(RawSocketTest, EndsAPeerThatCannotTakeItsWelcome) {
  listens();
  Client tiny(io, port);
  tiny.says(hex("7f010000"));
  EXPECT_EQ(tiny.hears(4), hex("7fb10000"));
  tiny.says(raw_frame(0, R"([1,"org.example.realm",{"roles":{"subscriber":{}}}])"));
  EXPECT_EQ(tiny.hears_until_the_end(), "");
}

TEST_F(RawSocketTest, ClosesSoonAfterAGoodbye) {
  listens();
  RawClient client(io, port);
  client.joins();
  client.says_message(R"([6,{},"wamp.close.close_realm"])");
  EXPECT_EQ(client.hears_frame(), R"([6,{},"wamp.close.goodbye_and_out"])");
  EXPECT_EQ(client.hears_until_the_end(), "");
}

// A client that takes messages of 4096 octets at most, joined.
class SmallClient : public Client {
 public:
  SmallClient(boost::asio::io_context& where, std::uint16_t at) : Client(where, at) {
    says(hex("7f310000"));
    hears(4);
    says_message(R"([1, "org.example.realm", {"roles": {"subscriber": {}, "caller": {}}}])");
    hears_message();
  }

  void says_message(std::string_view message) { says(raw_frame(0, message)); }

  std::string hears_message() {
    const auto head = hears(4);
    const auto high = static_cast<unsigned char>(head[2]);
    const auto low = static_cast<unsigned char>(head[3]);
    return hears(high * std::size_t{256} + low);
  }
};

TEST_F(RawSocketTest, GetsAnEventWithoutArgumentsThatAreTooLarge) {
  listens();
  SmallClient small(io, port);
  small.says_message(R"([32, 1, {}, "a.topic"])");
  EXPECT_EQ(small.hears_message(), "[33,1,1]");
  WsClient publisher(io, port);
  publisher.joins();
  publisher.says_text(R"([16, 1, {}, "a.topic", [")" + std::string(4096, 'x') + R"("]])");
  EXPECT_THAT(small.hears_message(), EndsWith(R"({"payload_limit_exceeded":true}])"));
}

TEST_F(RawSocketTest, GetsAnErrorForAResultThatIsTooLarge) {
  listens();
  WsClient callee(io, port);
  callee.joins();
  callee.says_text(R"([64, 1, {}, "a.procedure"])");
  callee.hears_frame();
  SmallClient small(io, port);
  small.says_message(R"([48, 1, {}, "a.procedure"])");
  callee.hears_frame();
  callee.says_text(R"([70, 1, {}, [")" + std::string(4096, 'x') + R"("]])");
  EXPECT_THAT(small.hears_message(), HasSubstr("wamp.error.payload_size_exceeded"));
}

TEST_F(RawSocketTest, IsNotSentACallThatIsTooLarge) {
  listens();
  SmallClient small(io, port);
  small.says_message(R"([64, 1, {}, "a.procedure"])");
  small.hears_message();
  WsClient caller(io, port);
  caller.joins();
  caller.says_text(R"([48, 1, {}, "a.procedure", [")" + std::string(4096, 'x') + R"("]])");
  EXPECT_THAT(caller.hears_frame(), HasSubstr("wamp.error.payload_size_exceeded"));
  EXPECT_EQ(small.waiting(), 0U);
}

}  // namespace
}  // namespace deskgate::gateway::net::testing
