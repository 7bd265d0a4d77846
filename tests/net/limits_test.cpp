// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What each connection may use, and what happens at one more.

#include "gateway/net/limits.hpp"

#include <boost/asio/ip/tcp.hpp>

#include "gateway/net/acceptor.hpp"
#include "gateway/net/clock.hpp"
#include "tests/net/few_descriptors.hpp"
#include "tests/net/frames.hpp"
#include "tests/net/listener_fixture.hpp"

namespace deskgate::gateway::net::testing {
namespace {

using ::testing::StartsWith;

class LimitsTest : public ListenerTest {};

TEST_F(LimitsTest, EndsAConnectionThatSendsNothing) {
  listens({.handshake = milliseconds(40)});
  Client client(io, port);
  EXPECT_EQ(client.hears_until_the_end(), "");
  EXPECT_EQ(listener->connection_count(), 0U);
}

TEST_F(LimitsTest, EndsAConnectionWhoseHandshakeTakesTooLong) {
  listens({.handshake = milliseconds(40)});
  Client client(io, port);
  client.says("GET /ws HTTP/1.1\r\nHost: local");
  EXPECT_EQ(client.hears_until_the_end(), "");
}

TEST_F(LimitsTest, EndsAConnectionThatDoesNotJoin) {
  listens({.join = milliseconds(40)});
  WsClient client(io, port);
  EXPECT_EQ(client.hears_frame(), "<close 1000>");
  EXPECT_EQ(client.hears_until_the_end(), "");
}

TEST_F(LimitsTest, KeepsAConnectionThatHasJoined) {
  listens({.join = milliseconds(30)});
  WsClient client(io, port);
  client.joins();
  run_for(io, milliseconds(120));
  EXPECT_EQ(listener->connection_count(), 1U);
  EXPECT_EQ(client.waiting(), 0U);
}

TEST_F(LimitsTest, PingsASilentPeerAndKeepsItIfItAnswers) {
  listens({.ping = milliseconds(50)});
  WsClient client(io, port);
  client.joins();
  EXPECT_EQ(client.hears_frame(), "<ping>");
  client.says_frame(0x8A, "");
  EXPECT_EQ(client.hears_frame(), "<ping>");
  client.says_frame(0x8A, "");
  EXPECT_EQ(client.hears_frame(), "<ping>");
}

TEST_F(LimitsTest, EndsAPeerThatDoesNotAnswerAPing) {
  listens({.ping = milliseconds(50)});
  WsClient client(io, port);
  client.joins();
  EXPECT_EQ(client.hears_frame(), "<ping>");
  EXPECT_EQ(client.hears_until_the_end(), "");
  EXPECT_EQ(router.find_realm("org.example.realm")->size(), 0U);
}

TEST_F(LimitsTest, EndsAPeerThatIsKilledAndDoesNotAnswerGoodbye) {
  listens();
  WsClient killer(io, port);
  killer.joins();
  WsClient killed(io, port);
  killed.joins();
  killer.says_text(R"([48, 1, {}, "wamp.session.kill_all"])");
  EXPECT_EQ(killer.hears_frame(), "[50,1,{},[1]]");
  EXPECT_EQ(killed.hears_frame(), R"([6,{},"wamp.close.killed"])");
  EXPECT_EQ(killed.hears_until_the_end(), "");
  EXPECT_EQ(listener->connection_count(), 1U);
}

TEST_F(LimitsTest, NeverPingsARawSocketPeer) {
  listens({.ping = milliseconds(20)});
  RawClient client(io, port);
  client.joins();
  run_for(io, milliseconds(100));
  EXPECT_EQ(client.waiting(), 0U);
  EXPECT_FALSE(client.is_hung_up_on());
}

TEST_F(LimitsTest, TakesAMessageOfTheLimitAndRefusesOneMore) {
  listens({.message = 1000});
  WsClient client(io, port);
  client.joins();
  client.says_text(std::string(997, ' ') + "[0]");
  EXPECT_THAT(client.hears_frame(), StartsWith("[3,"));
  WsClient other(io, port);
  other.joins();
  other.says_text(std::string(998, ' ') + "[0]");
  EXPECT_EQ(other.hears_frame(), "<close 1009 the message is too large>");
}

TEST_F(LimitsTest, RefusesAMessageByItsDeclaredLength) {
  listens({.message = 1000});
  WsClient client(io, port);
  client.says(client_head(0x81, std::size_t{1} << 60, 8));
  EXPECT_EQ(client.hears_frame(), "<close 1009 the message is too large>");
}

TEST_F(LimitsTest, RefusesARawSocketFrameBeyondWhatItAnnounced) {
  listens({.message = 1000});
  RawClient client(io, port);
  client.says(hex("00 000201"));
  EXPECT_EQ(client.hears_until_the_end(), "");
}

TEST_F(LimitsTest, RefusesConnectionsBeyondTheTotal) {
  listens({.connections = 1});
  WsClient first(io, port);
  first.joins();
  Client second(io, port);
  EXPECT_EQ(second.hears_until_the_end(), "");
  first.hangs_up();
  until_connections(0);
  WsClient third(io, port);
  EXPECT_THAT(third.joins(), StartsWith("[2,"));
}

TEST_F(LimitsTest, CountsOnlyThoseThatHaveNotJoined) {
  listens({.unjoined_connections = 1});
  WsClient joined(io, port);
  joined.joins();
  WsClient unjoined(io, port);
  Client another(io, port);
  EXPECT_EQ(another.hears_until_the_end(), "");
  unjoined.joins();
  WsClient next(io, port);
  EXPECT_THAT(next.joins(), StartsWith("[2,"));
}

TEST_F(LimitsTest, CountsThoseOfOneAddressThatHaveNotJoined) {
  listens({.connections_per_address = 1});
  WsClient joined(io, port);
  joined.joins();
  WsClient unjoined(io, port);
  Client another(io, port);
  EXPECT_EQ(another.hears_until_the_end(), "");
  unjoined.joins();
  WsClient next(io, port);
  EXPECT_THAT(next.joins(), StartsWith("[2,"));
}

TEST_F(LimitsTest, CountsAllAddressesOfLoopbackAsOne) {
  listens({.connections_per_address = 1});
  const Client unjoined(io, port);
  until_connections(1);
  using boost::asio::ip::tcp;
  tcp::socket another(io, tcp::endpoint(boost::asio::ip::make_address_v4("127.7.7.7"), 0));
  another.connect({boost::asio::ip::address_v4::loopback(), port});
  bool is_hung_up_on = false;
  another.async_wait(tcp::socket::wait_read, [&](auto) { is_hung_up_on = true; });
  until([&] { return is_hung_up_on; });
  EXPECT_EQ(listener->connection_count(), 1U);
}

TEST_F(LimitsTest, CountsWhoHasLeftAmongThoseThatHaveNotJoined) {
  listens({.connections_per_address = 1});
  WsClient leaving(io, port);
  leaving.joins();
  leaving.says_text(R"([6,{},"wamp.close.close_realm"])");
  EXPECT_THAT(leaving.hears_frame(), StartsWith("[6,"));
  Client another(io, port);
  EXPECT_EQ(another.hears_until_the_end(), "");
}

TEST_F(LimitsTest, CountsNobodyWhoHasGone) {
  listens({.connections_per_address = 1});
  Client unjoined(io, port);
  until_connections(1);
  unjoined.hangs_up();
  until_connections(0);
  WsClient joined(io, port);
  joined.joins();
  joined.hangs_up();
  until_connections(0);
  WsClient next(io, port);
  EXPECT_THAT(next.joins(), StartsWith("[2,"));
}

TEST_F(LimitsTest, LetsProgramsOnTheUnixSocketInHoweverManyStrangersWait) {
  const TemporaryFolder folder;
  listens({.unjoined_connections = 1, .connections_per_address = 1});
  listener->listen_unix(folder / "wamp.sock");
  const Client stranger(io, port);
  until_connections(1);
  RawClient first(io, folder / "wamp.sock");
  RawClient second(io, folder / "wamp.sock");
  EXPECT_THAT(second.joins(), StartsWith("[2,"));
}

TEST_F(LimitsTest, JoiningHasATimeOfItsOwnAfterTheHandshake) {
  listens({.handshake = milliseconds(5000), .join = milliseconds(50)});
  Client client(io, port);
  run_for(io, milliseconds(100));
  client.says(WsClient::request());
  EXPECT_THAT(client.hears_up_to("\r\n\r\n"), StartsWith("HTTP/1.1 101 "));
  client.hears_until_the_end();
  EXPECT_EQ(listener->connection_count(), 0U);
}

TEST_F(LimitsTest, TakesAHelloOf8KilobytesAndRefusesOneMore) {
  listens();
  const auto hello_limit = Limits().unjoined_message;
  const std::string hello = R"([1,"org.example.realm",{"roles":{"subscriber":{}}}])";
  WsClient client(io, port);
  client.says_text(std::string(hello_limit - hello.size(), ' ') + hello);
  EXPECT_THAT(client.hears_frame(), StartsWith("[2,"));
  WsClient other(io, port);
  other.says_text(std::string(hello_limit - hello.size() + 1, ' ') + hello);
  EXPECT_THAT(other.hears_frame(), StartsWith("[3,"));
  EXPECT_EQ(other.hears_frame(), "<close 1000>");
  EXPECT_EQ(other.hears_until_the_end(), "");
}

TEST_F(LimitsTest, KeepsLittleOfWhatSomebodyUnknownSends) {
  listens();
  WsClient client(io, port);
  const std::string piece(16 << 10, ' ');
  client.says_frame(0x01, piece);
  for (int i = 0; i < 8; ++i) client.says_frame(0x00, piece);
  EXPECT_THAT(client.hears_frame(), StartsWith("[3,"));
  EXPECT_EQ(client.hears_frame(), "<close 1000>");
}

TEST_F(LimitsTest, AcceptsAgainAfterDescriptorsHaveRunOut) {
  listens();
  WsClient joined(io, port);
  joined.joins();
  Client waiting(io, port);
  {
    const FewDescriptors none(0);
    waiting.says(WsClient::request());
    run_for(io, milliseconds(50));
    EXPECT_EQ(listener->connection_count(), 1U);
    joined.says_frame(0x89, "served meanwhile");
    EXPECT_EQ(joined.hears_frame(), "<pong served meanwhile>");
  }
  EXPECT_THAT(waiting.hears_up_to("\r\n\r\n"), StartsWith("HTTP/1.1 101 "));
}

TEST_F(LimitsTest, KeepsSomeDescriptorsForTheRestOfTheProcess) {
  listens();
  const Client first(io, port);
  const Client second(io, port);
  {
    const FewDescriptors one_and_the_reserve(reserved_descriptors + 1);
    until_connections(1);
    run_for(io, milliseconds(50));
    EXPECT_EQ(listener->connection_count(), 1U);
  }
  until_connections(2);
}

}  // namespace
}  // namespace deskgate::gateway::net::testing
