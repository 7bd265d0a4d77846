// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What a client over TLS sees, and what anybody else who comes to its port.

#include <filesystem>
#include <fstream>
#include <random>

#include "router/local_peer.hpp"
#include "tests/net/certificate.hpp"
#include "tests/net/frames.hpp"
#include "tests/net/listener_fixture.hpp"
#include "tests/net/tls_client.hpp"

namespace deskgate::gateway::net::testing {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class TlsTest : public ListenerTest {
 protected:
  TlsTest() { provide(make_certificate()); }

  void provide(const Certificate& made) {
    std::ofstream(certificate) << made.certificate;
    std::ofstream(key) << made.key;
    std::filesystem::permissions(key, std::filesystem::perms(0600));
  }

  std::uint16_t listen(const std::string& address) {
    const auto context = std::make_shared<const TlsContext>(certificate, key);
    return listener->listen_tls(address, 0, [context] { return context; });
  }

  void listens_with_tls(const Limits& limits = {}) {
    makes_listener(limits);
    port = listen("127.0.0.1");
  }

  std::string refusal() {
    makes_listener();
    return refusal_of([this] { listen("127.0.0.1"); });
  }

  void opens(TlsClient& client) {
    ASSERT_TRUE(client.shakes_hands());
    client.says(WsClient::request());
    client.hears_up_to("\r\n\r\n");
  }

  // Opens a WebSocket and joins.
  void joins(TlsClient& client) {
    opens(client);
    client.says(client_text(R"([1,"org.example.realm",{"roles":{"subscriber":{}}}])"));
    ASSERT_THAT(hears_text(client), StartsWith("[2,"));
  }

  static std::string hears_text(TlsClient& client) {
    const auto head = client.hears(2);
    const auto length = static_cast<unsigned char>(head[1]);
    if (length < 126) return client.hears(length);
    std::size_t size = 0;
    for (const unsigned char each : client.hears(length == 126 ? 2 : 8)) size = size << 8 | each;
    return client.hears(size);
  }

  TemporaryFolder folder;
  std::string certificate = folder / "certificate.pem";
  std::string key = folder / "key.pem";
};

// Keeps the channel binding of everybody's transport.
class Listening final : public router::Authenticator {
 public:
  explicit Listening(std::vector<std::optional<router::ChannelId>>& heard) : heard_(heard) {}
  void begin(const router::Login& login, Tell tell) override {
    heard_.push_back(login.transport.channel_id());
    tell(router::Admission{"guest", "guest"});
  }
  void proceed(const router::Authenticate&, Tell) override {}

 private:
  std::vector<std::optional<router::ChannelId>>& heard_;
};

TEST_F(TlsTest, BothEndsKnowTheSameChannelId) {
  std::vector<std::optional<router::ChannelId>> heard;
  authenticator = [&] { return std::make_unique<Listening>(heard); };
  listens_with_tls();
  TlsClient one(io, port);
  joins(one);
  TlsClient other(io, port);
  joins(other);
  ASSERT_EQ(heard.size(), 2U);
  ASSERT_TRUE(heard[0] && heard[1]);
  EXPECT_EQ(std::string(heard[0]->begin(), heard[0]->end()), one.channel_id());
  EXPECT_EQ(std::string(heard[1]->begin(), heard[1]->end()), other.channel_id());
  EXPECT_NE(one.channel_id(), other.channel_id());
}

TEST_F(TlsTest, AWebSocketSpeaksThroughIt) {
  listens_with_tls();
  TlsClient client(io, port);
  joins(client);
  client.says(client_frame(0x89, "hello"));
  EXPECT_EQ(client.hears(7), server_frame(0x8A, "hello"));
}

TEST_F(TlsTest, ARawSocketSpeaksThroughItOnTheSamePort) {
  listens_with_tls();
  TlsClient client(io, port);
  ASSERT_TRUE(client.shakes_hands());
  client.says(hex("7F F1 0000"));
  EXPECT_THAT(client.hears(4), StartsWith("\x7F"));
  client.says(raw_frame(0, R"([1,"org.example.realm",{"roles":{"subscriber":{}}}])"));
  EXPECT_THAT(client.hears(8).substr(4), StartsWith("[2,"));
}

TEST_F(TlsTest, TheHandshakeMayComeOctetByOctet) {
  listens_with_tls();
  TlsClient client(io, port);
  client.below().says_bytewise(client.first_flight());
  EXPECT_TRUE(client.shakes_hands());
}

TEST_F(TlsTest, AMegabyteGoesBothWays) {
  listens_with_tls({.message = 2 << 20});
  TlsClient client(io, port);
  joins(client);
  const std::string text(1'000'000, 'x');
  client.says(client_text(R"([32,1,{},"org.example.topic"])"));
  EXPECT_THAT(hears_text(client), StartsWith("[33,1,"));
  client.says(client_text(R"([16,2,{"exclude_me":false},"org.example.topic",[")" + text + "\"]]"));
  EXPECT_THAT(hears_text(client), EndsWith(text + "\"]]"));
}

TEST_F(TlsTest, WhoReadsLateGetsEverythingInOrder) {
  listens_with_tls();
  TlsClient client(io, port);
  joins(client);
  client.says(client_text(R"([32,1,{},"org.example.topic"])"));
  EXPECT_THAT(hears_text(client), StartsWith("[33,1,"));
  router::LocalPeer bridge(router, "org.example.realm", {"local", "local"},
                           [this](auto task) { boost::asio::post(io, std::move(task)); });
  for (int i = 0; i < 500; ++i) {
    const auto text = std::string(20'000, 'x') + std::to_string(i);
    ASSERT_TRUE(bridge.publish("org.example.topic", router::Payload(router::Value::array({text}))));
  }
  for (int i = 0; i < 500; ++i) {
    ASSERT_TRUE(hears_text(client).ends_with("x" + std::to_string(i) + "\"]]")) << i;
  }
}

TEST_F(TlsTest, ManyRecordsAreOneTurn) {
  listens_with_tls();
  TlsClient client(io, port);
  joins(client);
  for (int i = 0; i < 200; ++i) client.says(client_frame(0x89, "ping"));
  std::string pongs;
  for (int i = 0; i < 200; ++i) pongs += server_frame(0x8A, "ping");
  EXPECT_EQ(client.hears(pongs.size()), pongs);
}

TEST_F(TlsTest, NothingOlderThanTls13IsSpoken) {
  listens_with_tls();
  TlsClient client(io, port, TLS1_2_VERSION);
  EXPECT_FALSE(client.shakes_hands());
  until_connections(0);
}

TEST_F(TlsTest, NoSessionCanBeResumed) {
  listens_with_tls();
  TlsClient client(io, port);
  joins(client);
  EXPECT_FALSE(client.resumes_sessions());
}

TEST_F(TlsTest, EndsAPeerThatSpeaksPlainHttp) {
  listens_with_tls();
  Client client(io, port);
  ::testing::internal::CaptureStderr();
  client.says(WsClient::request());
  client.hears_until_the_end();
  until_connections(0);
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), HasSubstr("TLS: http request"));
}

TEST_F(TlsTest, EndsAPeerThatSendsNoise) {
  listens_with_tls();
  std::mt19937 random(1);
  for (int round = 0; round < 50; ++round) {
    Client client(io, port);
    std::string noise(1 + random() % 400, '\0');
    for (auto& each : noise) each = static_cast<char>(random());
    if (round % 2 > 0) noise.replace(0, std::min<std::size_t>(noise.size(), 3), "\x16\x03\x01", 3);
    client.says(noise);
    client.stops_talking();
    client.hears_until_the_end();
  }
  until_connections(0);
}

TEST_F(TlsTest, EndsAPeerWhoseHandshakeIsAltered) {
  listens_with_tls();
  for (std::size_t at = 0; at < 300; at += 7) {
    TlsClient client(io, port);
    auto flight = client.first_flight();
    flight[at % flight.size()] = static_cast<char>(flight[at % flight.size()] ^ 0x55);
    client.below().says(flight);
    client.below().stops_talking();
    client.below().hears_until_the_end();
  }
  until_connections(0);
}

TEST_F(TlsTest, EndsAPeerWhoseHandshakeTakesTooLong) {
  listens_with_tls({.handshake = milliseconds(60)});
  TlsClient client(io, port);
  client.below().says(client.first_flight().substr(0, 40));
  EXPECT_EQ(client.below().hears_until_the_end(), "");
  EXPECT_EQ(listener->connection_count(), 0U);
}

TEST_F(TlsTest, EndsAPeerThatDoesNotAskForAnUpgradeInTime) {
  listens_with_tls({.handshake = milliseconds(200)});
  TlsClient client(io, port);
  ASSERT_TRUE(client.shakes_hands());
  client.below().hears_until_the_end();
  EXPECT_EQ(listener->connection_count(), 0U);
}

TEST_F(TlsTest, ServesOthersAndEndsAPeerThatSendsNewKeysWithoutEnd) {
  listens_with_tls();
  TlsClient other(io, port);
  joins(other);
  TlsClient client(io, port);
  ASSERT_TRUE(client.shakes_hands());
  ::testing::internal::CaptureStderr();
  client.says_key_updates(5000);
  other.says(client_frame(0x89, "hello"));
  EXPECT_EQ(other.hears(7), server_frame(0x8A, "hello"));
  until_connections(1);
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), HasSubstr("TLS: too many key updates"));
}

TEST_F(TlsTest, NewKeysDoNotPutOffTheEndOfAHandshakesTime) {
  listens_with_tls({.handshake = milliseconds(100)});
  TlsClient client(io, port);
  ASSERT_TRUE(client.shakes_hands());
  until([&] {
    client.says_key_updates(1);
    return client.below().is_hung_up_on();
  });
  EXPECT_EQ(listener->connection_count(), 0U);
}

TEST_F(TlsTest, APeerMayTakeNewKeysNowAndThen) {
  listens_with_tls();
  TlsClient client(io, port);
  joins(client);
  client.says_key_updates(32);
  client.says(client_frame(0x89, "one"));
  EXPECT_EQ(client.hears(5), server_frame(0x8A, "one"));
  client.says_key_updates(32);
  client.says(client_frame(0x89, "two"));
  EXPECT_EQ(client.hears(5), server_frame(0x8A, "two"));
}

TEST_F(TlsTest, EndsAPeerThatBreaksARecordAfterwards) {
  listens_with_tls();
  TlsClient client(io, port);
  joins(client);
  client.below().says(hex("17 0303 0020") + std::string(32, 'x'));
  client.below().hears_until_the_end();
  until_connections(0);
}

TEST_F(TlsTest, TellsThePeerThatNothingMoreFollows) {
  listens_with_tls();
  TlsClient client(io, port);
  opens(client);
  client.says(client_frame(0x88, hex("03E8")));
  EXPECT_EQ(client.hears(4), server_frame(0x88, hex("03E8")));
  EXPECT_TRUE(client.hears_close_notify());
}

TEST_F(TlsTest, APeerMaySayThatNothingMoreFollows) {
  listens_with_tls();
  TlsClient client(io, port);
  joins(client);
  client.says_close_notify();
  until_connections(0);
  EXPECT_EQ(router.find_realm("org.example.realm")->size(), 0U);
}

TEST_F(TlsTest, APeerMayJustHangUp) {
  listens_with_tls();
  TlsClient client(io, port);
  joins(client);
  client.below().hangs_up();
  until_connections(0);
}

TEST_F(TlsTest, AMissingFileIsNamed) {
  key = folder / "missing.pem";
  EXPECT_EQ(refusal(), key + ": No such file or directory");
  certificate = folder / "none.pem";
  EXPECT_EQ(refusal(), certificate + ": No such file or directory");
}

TEST_F(TlsTest, AFileThatIsNoPemIsNamed) {
  std::ofstream(key) << "nothing of the kind\n";
  EXPECT_EQ(refusal(), key + ": is no private key in PEM form without a passphrase");
  std::ofstream(certificate) << "nothing of the kind\n";
  EXPECT_EQ(refusal(), certificate + ": is no certificate in PEM form");
  std::ofstream(certificate, std::ios::trunc).close();
  EXPECT_EQ(refusal(), certificate + ": is empty");
}

TEST_F(TlsTest, AFolderIsNoFile) {
  certificate = folder / "";
  EXPECT_EQ(refusal(), certificate + ": Is a directory");
}

TEST_F(TlsTest, AKeyOfAnotherCertificateIsNamed) {
  std::ofstream(key) << make_certificate().key;
  EXPECT_EQ(refusal(), key + ": is not the key of " + certificate);
}

TEST_F(TlsTest, OnlyLoopbackAndPrivateNetworksAreListenedOn) {
  makes_listener();
  EXPECT_THAT(
      refusal_of([this] { listen("0.0.0.0"); }),
      StartsWith("0.0.0.0:0: only loopback addresses and those of private networks are allowed"));
}

}  // namespace
}  // namespace deskgate::gateway::net::testing
