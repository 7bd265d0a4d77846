// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Where a listener listens, whom it admits, and how it ends.

#include "gateway/net/listener.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <filesystem>
#include <fstream>

#include "tests/net/frames.hpp"
#include "tests/net/listener_fixture.hpp"

namespace deskgate::gateway::net::testing {
namespace {

using ::testing::StartsWith;
namespace asio = boost::asio;

mode_t mode_of(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 ? status.st_mode & 0777 : 0;
}

bool exists(const std::string& path) {
  return std::filesystem::exists(path);
}

TEST_F(ListenerTest, TellsWhoIsAtTheOtherEndOfATcpConnection) {
  listens();
  WsClient client(io, port);
  ASSERT_EQ(peers.size(), 1U);
  EXPECT_THAT(peers[0].address, StartsWith("127.0.0.1:"));
  EXPECT_EQ(peers[0].unix_uid, std::nullopt);
}

TEST_F(ListenerTest, TellsTheUserAtTheOtherEndOfAUnixSocket) {
  const TemporaryFolder folder;
  makes_listener();
  listener->listen_unix(folder / "wamp.sock");
  WsClient client(io, folder / "wamp.sock");
  ASSERT_EQ(peers.size(), 1U);
  EXPECT_EQ(peers[0].address, "unix");
  EXPECT_EQ(peers[0].unix_uid, getuid());
}

TEST_F(ListenerTest, GivesASessionTheAdmissionOfItsPeer) {
  listens();
  admission = router::Admission{"the owner", "owner"};
  WsClient client(io, port);
  const auto welcome = client.joins();
  EXPECT_THAT(welcome, ::testing::HasSubstr(R"("authid":"the owner")"));
  EXPECT_THAT(welcome, ::testing::HasSubstr(R"("authrole":"owner")"));
}

// Admits everybody, a turn of the loop later.
class Hesitant final : public router::Authenticator {
 public:
  explicit Hesitant(boost::asio::io_context& io) : io_(io) {}
  void begin(const router::Login&, Tell tell) override {
    boost::asio::post(io_, [tell = std::move(tell)] { tell(router::Admission{"guest", "guest"}); });
  }
  void proceed(const router::Authenticate&, Tell) override {}

 private:
  boost::asio::io_context& io_;
};

TEST_F(ListenerTest, CountsWhoIsAdmittedLateAsJoined) {
  listens({.unjoined_connections = 1});
  authenticator = [this] { return std::make_unique<Hesitant>(io); };
  WsClient first(io, port);
  EXPECT_THAT(first.joins(), ::testing::HasSubstr(R"("authid":"guest")"));
  WsClient second(io, port);
  EXPECT_THAT(second.joins(), ::testing::HasSubstr(R"("authid":"guest")"));
}

TEST_F(ListenerTest, HangsUpOnAPeerThatIsNotAdmitted) {
  listens();
  admission = std::nullopt;
  Client client(io, port);
  EXPECT_EQ(client.hears_until_the_end(), "");
}

TEST_F(ListenerTest, RefusesAddressesThatAreNotLoopback) {
  makes_listener();
  EXPECT_EQ(
      refusal_of([&] { listener->listen_tcp("192.168.1.5", 5020); }),
      "192.168.1.5:5020: only loopback addresses are allowed, since clients are not authenticated; "
      "use 127.0.0.1 or [::1]");
  EXPECT_EQ(refusal_of([&] { listener->listen_tcp("::", 5020); }),
            "[::]:5020: only loopback addresses are allowed, since clients are not authenticated; "
            "use 127.0.0.1 or [::1]");
}

TEST_F(ListenerTest, RefusesWhatIsNotAnAddress) {
  makes_listener();
  EXPECT_EQ(refusal_of([&] { listener->listen_tcp("localhost", 5020); }),
            "localhost:5020: not an IP address; use 127.0.0.1 or [::1]");
}

TEST_F(ListenerTest, SaysThatAPortIsInUse) {
  listens();
  const auto taken = "127.0.0.1:" + std::to_string(port);
  EXPECT_EQ(refusal_of([&] { listener->listen_tcp("127.0.0.1", port); }),
            taken + " is in use by another program; choose another port with listen.websocket");
}

TEST_F(ListenerTest, ListensAgainOnAPortWithOldConnections) {
  listens();
  WsClient client(io, port);
  client.joins();
  listener.reset();
  EXPECT_EQ(client.hears_until_the_end(), "");
  makes_listener();
  EXPECT_EQ(listener->listen_tcp("127.0.0.1", port), port);
}

TEST_F(ListenerTest, MakesAUnixSocketThatOnlyItsOwnerMayUse) {
  const TemporaryFolder folder;
  makes_listener();
  listener->listen_unix(folder / "deskgate/wamp.sock");
  EXPECT_EQ(mode_of(folder / "deskgate"), 0700U);
  EXPECT_EQ(mode_of(folder / "deskgate/wamp.sock"), 0600U);
}

TEST_F(ListenerTest, ReplacesAStaleUnixSocket) {
  const TemporaryFolder folder;
  { asio::local::stream_protocol::acceptor dead(io, folder / "wamp.sock"); }
  ASSERT_TRUE(exists(folder / "wamp.sock"));
  makes_listener();
  listener->listen_unix(folder / "wamp.sock");
  WsClient client(io, folder / "wamp.sock");
  EXPECT_THAT(client.joins(), StartsWith("[2,"));
}

TEST_F(ListenerTest, LeavesAUnixSocketAloneThatSomebodyServes) {
  const TemporaryFolder folder;
  const asio::local::stream_protocol::acceptor alive(io, folder / "wamp.sock");
  makes_listener();
  EXPECT_EQ(
      refusal_of([&] { listener->listen_unix(folder / "wamp.sock"); }),
      folder / "wamp.sock" + " is in use by another program; choose another path with listen.unix");
  EXPECT_TRUE(exists(folder / "wamp.sock"));
}

TEST_F(ListenerTest, LeavesAFileAloneThatIsNotASocket) {
  const TemporaryFolder folder;
  std::ofstream(folder / "wamp.sock") << "precious";
  makes_listener();
  EXPECT_EQ(refusal_of([&] { listener->listen_unix(folder / "wamp.sock"); }),
            folder / "wamp.sock" +
                " is in the way and is not a socket; choose another path with listen.unix");
  EXPECT_TRUE(exists(folder / "wamp.sock"));
}

TEST_F(ListenerTest, SaysThatAPathIsTooLong) {
  const TemporaryFolder folder;
  makes_listener();
  const auto path = folder / std::string(120, 'x');
  EXPECT_EQ(refusal_of([&] { listener->listen_unix(path); }),
            path +
                ": the path of a Unix socket may not be longer than 107 octets; "
                "choose another path with listen.unix");
}

TEST_F(ListenerTest, SaysThatTheFolderCannotBeMade) {
  const TemporaryFolder folder;
  makes_listener();
  EXPECT_EQ(refusal_of([&] { listener->listen_unix(folder / "no/such/wamp.sock"); }),
            folder / "no/such/wamp.sock" +
                ": cannot make its folder: No such file or directory; "
                "choose another path with listen.unix");
}

TEST_F(ListenerTest, RemovesItsUnixSocketAtTheEnd) {
  const TemporaryFolder folder;
  makes_listener();
  listener->listen_unix(folder / "wamp.sock");
  listener.reset();
  EXPECT_FALSE(exists(folder / "wamp.sock"));
}

TEST_F(ListenerTest, LeavesAPathThatSomebodyElseHasTaken) {
  const TemporaryFolder folder;
  makes_listener();
  listener->listen_unix(folder / "wamp.sock");
  std::filesystem::rename(folder / "wamp.sock", folder / "moved");
  std::ofstream(folder / "wamp.sock") << "precious";
  listener.reset();
  EXPECT_TRUE(exists(folder / "wamp.sock"));
}

class ShutDownTest : public ListenerTest {
 protected:
  void shuts_down() {
    listener->shut_down([this] { is_done = true; });
  }
  bool is_done = false;
};

TEST_F(ShutDownTest, IsDoneAtOnceWithoutConnections) {
  listens();
  shuts_down();
  EXPECT_FALSE(is_done);
  until([&] { return is_done; });
}

TEST_F(ShutDownTest, SaysGoodbyeAndEndsWhenThePeerHasAnswered) {
  listens();
  WsClient client(io, port);
  client.joins();
  shuts_down();
  EXPECT_EQ(client.hears_frame(), R"([6,{},"wamp.close.system_shutdown"])");
  client.says_text(R"([6,{},"wamp.close.goodbye_and_out"])");
  EXPECT_EQ(client.hears_frame(), "<close 1000>");
  client.says_frame(0x88, hex("03e8"));
  client.hears_until_the_end();
  client.hangs_up();
  until([&] { return is_done; });
}

TEST_F(ShutDownTest, WaitsNoLongerThanItMustForASilentPeer) {
  listens();
  WsClient client(io, port);
  client.joins();
  const auto start = std::chrono::steady_clock::now();
  shuts_down();
  until([&] { return is_done; });
  EXPECT_LT(std::chrono::steady_clock::now() - start, farewell_time + milliseconds(500));
  EXPECT_EQ(listener->connection_count(), 0U);
}

TEST_F(ShutDownTest, AbortsAPeerThatHasNotJoined) {
  listens();
  WsClient client(io, port);
  shuts_down();
  EXPECT_THAT(client.hears_frame(), StartsWith("[3,"));
  EXPECT_EQ(client.hears_frame(), "<close 1000>");
}

TEST_F(ShutDownTest, EndsAHandshakeAtOnce) {
  listens();
  Client client(io, port);
  until_connections(1);
  shuts_down();
  EXPECT_EQ(client.hears_until_the_end(), "");
  until([&] { return is_done; });
}

TEST_F(ShutDownTest, AcceptsNobodyAnyMore) {
  listens();
  shuts_down();
  asio::ip::tcp::socket late(io);
  boost::system::error_code error;
  late.connect({asio::ip::address_v4::loopback(), port}, error);
  EXPECT_EQ(error, asio::error::connection_refused);
}

TEST_F(ShutDownTest, LetsTheListenerGoWhileItWaits) {
  listens();
  WsClient client(io, port);
  client.joins();
  shuts_down();
  listener.reset();
  EXPECT_THAT(client.hears_until_the_end(), ::testing::HasSubstr("wamp.close.system_shutdown"));
  until([&] { return is_done; });
}

}  // namespace
}  // namespace deskgate::gateway::net::testing
