// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/peer.hpp"

#include <gtest/gtest.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

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
  return source_of({address, {}, Reach::network});
}

TEST(SourceOfAPeer, IsItsAddressWithoutThePort) {
  EXPECT_EQ(source("192.0.2.1:40000"), "192.0.2.1");
  EXPECT_EQ(source("[::ffff:192.0.2.1]:40000"), "192.0.2.1");
  EXPECT_EQ(source("[2001:db8:1:2:3:4:5:6]:40000"), "2001:db8:1:2:3:4:5:6");
  EXPECT_EQ(source("[fe80::1%eth0]:40000"), "fe80::1");
}

TEST(SourceOfAPeer, IsLoopbackWhicheverAddressItHasThere) {
  EXPECT_EQ(source("127.7.7.7:40000"), "loopback");
  EXPECT_EQ(source("[::ffff:127.0.0.1]:40000"), "loopback");
  EXPECT_EQ(source("[::1]:40000"), "loopback");
}

TEST(SourceOfAPeer, IsLoopbackWhereverItComesFromToThere) {
  EXPECT_EQ(source_of({"192.168.1.20:40000", {}, Reach::loopback}), "loopback");
}

TEST(NetworkOfASource, IsThatInWhichItMayChooseTheRestOfTheAddress) {
  EXPECT_EQ(network_of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  EXPECT_EQ(network_of("2001:db8:1:2:ffff::"), "2001:db8:1:2::/64");
  EXPECT_NE(network_of("2001:db8:1:3::1"), "2001:db8:1:2::/64");
}

TEST(NetworkOfASource, IsNoneWhereTheAddressIsAllThatIsKnown) {
  EXPECT_EQ(network_of("192.0.2.1"), "");
  EXPECT_EQ(network_of("loopback"), "");
}

}  // namespace
}  // namespace deskgate::gateway::net
