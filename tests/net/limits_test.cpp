// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What each connection may use, and what happens at one more.

#include "gateway/net/limits.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include "gateway/net/clock.hpp"
#include "tests/net/frames.hpp"
#include "tests/net/listener_fixture.hpp"

namespace deskgate::gateway::net::testing {
namespace {

using ::testing::EndsWith;
using ::testing::StartsWith;

class LimitsTest : public ListenerTest {
 protected:
  // A session that hears everything published on org.example.topic.
  void subscribes(WsClient& client) {
    client.joins();
    client.says_text(R"([32,1,{},"org.example.topic"])");
    client.hears_frame();
  }

  static std::string publish(std::size_t request, const std::string& text) {
    return client_text("[16," + std::to_string(request) + ",{},\"org.example.topic\",[\"" + text +
                       "\"]]");
  }
};

TEST_F(LimitsTest, EndsAConnectionThatSendsNothing) {
  listens({.join = milliseconds(40)});
  Client client(io, port);
  EXPECT_EQ(client.hears_until_the_end(), "");
  EXPECT_EQ(listener->connection_count(), 0U);
}

TEST_F(LimitsTest, EndsAConnectionWhoseHandshakeTakesTooLong) {
  listens({.join = milliseconds(40)});
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

TEST_F(LimitsTest, DoesNotCountProgramsOnTheUnixSocketPerAddress) {
  const TemporaryFolder folder;
  makes_listener({.connections_per_address = 1});
  listener->listen_unix(folder / "wamp.sock");
  RawClient first(io, folder / "wamp.sock");
  RawClient second(io, folder / "wamp.sock");
  EXPECT_THAT(second.joins(), StartsWith("[2,"));
}

TEST_F(LimitsTest, OneDeadlineCoversTheHandshakeAndTheJoining) {
  listens({.join = milliseconds(200)});
  const auto begin = Clock::now();
  Client client(io, port);
  run_for(io, milliseconds(100));
  client.says(WsClient::request());
  client.hears_up_to("\r\n\r\n");
  client.hears_until_the_end();
  EXPECT_GE(Clock::now() - begin, milliseconds(200));
  EXPECT_EQ(listener->connection_count(), 0U);
}

TEST_F(LimitsTest, TakesAHelloOf64KilobytesAndRefusesOneMore) {
  listens();
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

TEST_F(LimitsTest, DeliversABurstInOrder) {
  listens();
  WsClient subscriber(io, port);
  WsClient publisher(io, port);
  subscribes(subscriber);
  publisher.joins();
  constexpr std::size_t count = 20'000;
  std::string burst;
  for (std::size_t i = 1; i <= count; ++i) burst += publish(i, std::to_string(i));
  publisher.says(burst);
  for (std::size_t i = 1; i <= count; ++i) {
    ASSERT_THAT(subscriber.hears_frame(), EndsWith("[\"" + std::to_string(i) + "\"]]"));
  }
}

TEST_F(LimitsTest, EndsAStalledReaderWhileOthersGetEverything) {
  listens({.outgoing = 256 << 10});
  WsClient stalled(io, port, Reading::later);
  stalled.says(WsClient::request() +
               client_text(R"([1,"org.example.realm",{"roles":{"subscriber":{}}}])") +
               client_text(R"([32,1,{},"org.example.topic"])"));
  WsClient reading(io, port);
  WsClient publisher(io, port);
  subscribes(reading);
  publisher.joins();
  until([&] { return router.find_realm("org.example.realm")->size() == 3; });

  const std::string filling(16 << 10, 'x');
  constexpr std::size_t count = 1000;  // more than the kernel takes for one that does not read
  for (std::size_t i = 1; i <= count; ++i) {
    publisher.says(publish(i, filling + std::to_string(i)));
    ASSERT_THAT(reading.hears_frame(), EndsWith("x" + std::to_string(i) + "\"]]"));
  }
  EXPECT_EQ(listener->connection_count(), 2U);
  EXPECT_EQ(router.find_realm("org.example.realm")->size(), 2U);
}

TEST_F(LimitsTest, DeliversToAReaderThatComesBackInTime) {
  listens();
  WsClient late(io, port, Reading::later);
  late.says(WsClient::request() +
            client_text(R"([1,"org.example.realm",{"roles":{"subscriber":{}}}])") +
            client_text(R"([32,1,{},"org.example.topic"])"));
  WsClient publisher(io, port);
  publisher.joins();
  until([&] { return router.find_realm("org.example.realm")->size() == 2; });
  std::string burst;
  for (std::size_t i = 1; i <= 400; ++i) burst += publish(i, std::string(20'000, 'x'));
  publisher.says(burst + client_frame(0x89, "all"));
  EXPECT_EQ(publisher.hears_frame(), "<pong all>");

  late.starts_reading();
  late.hears_up_to("\r\n\r\n");
  EXPECT_THAT(late.hears_frame(), StartsWith("[2,"));
  EXPECT_THAT(late.hears_frame(), StartsWith("[33,1,"));
  for (int i = 1; i <= 400; ++i) {
    ASSERT_THAT(late.hears_frame(), EndsWith(std::string(20'000, 'x') + "\"]]"));
  }
}

// Lets the process open no descriptor more as long as it lives.
class NoMoreDescriptors {
 public:
  NoMoreDescriptors() {
    getrlimit(RLIMIT_NOFILE, &before_);
    const int lowest_free = dup(0);
    close(lowest_free);
    auto none = before_;
    none.rlim_cur = static_cast<rlim_t>(lowest_free);
    setrlimit(RLIMIT_NOFILE, &none);
  }
  ~NoMoreDescriptors() { setrlimit(RLIMIT_NOFILE, &before_); }
  NoMoreDescriptors(const NoMoreDescriptors&) = delete;
  NoMoreDescriptors& operator=(const NoMoreDescriptors&) = delete;

 private:
  rlimit before_{};
};

TEST_F(LimitsTest, AcceptsAgainAfterDescriptorsHaveRunOut) {
  listens();
  WsClient joined(io, port);
  joined.joins();
  Client waiting(io, port);
  {
    const NoMoreDescriptors exhausted;
    waiting.says(WsClient::request());
    run_for(io, milliseconds(50));
    EXPECT_EQ(listener->connection_count(), 1U);
    joined.says_frame(0x89, "served meanwhile");
    EXPECT_EQ(joined.hears_frame(), "<pong served meanwhile>");
  }
  EXPECT_THAT(waiting.hears_up_to("\r\n\r\n"), StartsWith("HTTP/1.1 101 "));
}

}  // namespace
}  // namespace deskgate::gateway::net::testing
