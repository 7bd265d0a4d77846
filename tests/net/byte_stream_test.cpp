// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What a stream over a real socket knows of what was written to it.

#include "gateway/net/byte_stream.hpp"

#include <gtest/gtest.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <functional>
#include <memory>
#include <string>

#include "tests/net/client.hpp"

namespace deskgate::gateway::net::testing {
namespace {

using boost::asio::ip::tcp;

class PlainStreamTest : public ::testing::Test {
 protected:
  PlainStreamTest() {
    tcp::acceptor acceptor(io, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
    peer.connect(acceptor.local_endpoint());
    stream = plain_stream(acceptor.accept());
  }

  // Returns how much the system took.
  std::size_t writes_until_it_blocks() {
    const std::string octets(1 << 20, 'x');
    std::size_t written = 0;
    auto put = stream->write_some(octets);
    for (; put.kind == Transfer::Kind::done; put = stream->write_some(octets)) written += put.size;
    return written;
  }

  void peer_reads(std::size_t size) {
    std::string octets(size, '\0');
    boost::asio::read(peer, boost::asio::buffer(octets));
  }

  void until(const std::function<bool()>& has_happened) {
    run_until(io, has_happened, "what the test waits for");
  }

  boost::asio::io_context io{1};
  tcp::socket peer{io};
  std::unique_ptr<ByteStream> stream;
};

TEST_F(PlainStreamTest, SeesThatAPeerTakesSomethingBeforeItCanBeWrittenToAgain) {
  writes_until_it_blocks();
  const auto before = stream->taken();
  ASSERT_TRUE(before);
  peer_reads(256 << 10);
  until([&] { return before < stream->taken(); });
}

TEST_F(PlainStreamTest, KnowsNothingMoreToTakeWhenAllHasBeenTaken) {
  peer_reads(writes_until_it_blocks());
  until([&] { return !stream->taken(); });
}

}  // namespace
}  // namespace deskgate::gateway::net::testing
