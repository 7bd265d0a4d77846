// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/peer.hpp"

#include <gtest/gtest.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "gateway/net/unjoined.hpp"

namespace deskgate::gateway::net {
namespace {

using boost::asio::ip::tcp;

class PeerTest : public testing::Test {
 protected:
  PeerTest() {
    tcp::acceptor acceptor(io, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
    client.connect(acceptor.local_endpoint());
    socket = acceptor.accept();
  }

  int option(int level, int name) {
    int value = 0;
    socklen_t size = sizeof value;
    EXPECT_EQ(getsockopt(socket.native_handle(), level, name, &value, &size), 0);
    return value;
  }

  boost::asio::io_context io{1};
  tcp::socket client{io};
  boost::asio::generic::stream_protocol::socket socket{io};
};

TEST_F(PeerTest, TheKernelFindsADeadPeerWithinAMinute) {
  tune(socket, Limits());
  EXPECT_EQ(option(SOL_SOCKET, SO_KEEPALIVE), 1);
  const auto idle = option(IPPROTO_TCP, TCP_KEEPIDLE);
  const auto probes = option(IPPROTO_TCP, TCP_KEEPINTVL) * option(IPPROTO_TCP, TCP_KEEPCNT);
  EXPECT_LE(idle + probes, 60);
  EXPECT_LE(option(IPPROTO_TCP, TCP_USER_TIMEOUT), 60'000);
  EXPECT_GT(option(IPPROTO_TCP, TCP_USER_TIMEOUT), 0);
}

TEST_F(PeerTest, NothingThatIsWrittenWaitsForMore) {
  tune(socket, Limits());
  EXPECT_NE(option(IPPROTO_TCP, TCP_NODELAY), 0);
}

std::string source(const std::string& address) {
  return source_of({address, {}});
}

TEST(SourceOfAPeer, IsItsAddressWithoutThePort) {
  EXPECT_EQ(source("192.0.2.1:40000"), "192.0.2.1");
  EXPECT_EQ(source("[::ffff:192.0.2.1]:40000"), "192.0.2.1");
}

TEST(SourceOfAPeer, IsItsNetworkWhereItMayChooseTheRestOfTheAddress) {
  EXPECT_EQ(source("[2001:db8:1:2:3:4:5:6]:40000"), "2001:db8:1:2::/64");
  EXPECT_EQ(source("[2001:db8:1:2:ffff::]:40001"), "2001:db8:1:2::/64");
  EXPECT_NE(source("[2001:db8:1:3::1]:40000"), "2001:db8:1:2::/64");
  EXPECT_EQ(source("[fe80::1%eth0]:40000"), "fe80::/64");
}

TEST(Unjoined, CountsInAllAndPerAddress) {
  Unjoined unjoined;
  unjoined.enter({"127.0.0.1:40000", {}});
  unjoined.enter({"127.0.0.1:40001", {}});
  unjoined.enter({"[::1]:40000", {}});
  EXPECT_EQ(unjoined.total(), 3U);
  EXPECT_EQ(unjoined.from_address_of({"127.0.0.1:5", {}}), 2U);
  EXPECT_EQ(unjoined.from_address_of({"[::1]:5", {}}), 1U);
  unjoined.leave({"127.0.0.1:40000", {}});
  EXPECT_EQ(unjoined.total(), 2U);
  EXPECT_EQ(unjoined.from_address_of({"127.0.0.1:5", {}}), 1U);
}

TEST(Unjoined, DoesNotCountWhoIsOnAUnixSocket) {
  Unjoined unjoined;
  unjoined.enter({"unix", 1000});
  EXPECT_EQ(unjoined.total(), 0U);
  EXPECT_EQ(unjoined.from_address_of({"unix", 1000}), 0U);
  unjoined.leave({"unix", 1000});
}

}  // namespace
}  // namespace deskgate::gateway::net
