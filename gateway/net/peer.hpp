// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/net/limits.hpp"

namespace deskgate::gateway::net {

// Where somebody can come from who uses a socket of this kind.
enum class Reach { unix_socket, loopback, network };

// Who is at the other end, as far as the kernel knows.
struct PeerInfo {
  std::string address;                      // "127.0.0.1:40112", "[::1]:40112" or "unix"
  std::optional<std::uint32_t> unix_uid{};  // the peer's uid on a Unix socket
  Reach reach = Reach::loopback;            // network: our end is not on loopback
  bool is_over_tls = false;
};

// By what those who come from one place are counted together: the address, "192.0.2.1", "fd12::1".
// "loopback" for all that are on this machine and come over it: each has 16 million addresses
// there. For a peer on TCP.
std::string source_of(const PeerInfo& peer);

// The network of a source, where one who has an address may take any number of others:
// "fd12::/64" for one of IPv6; empty for others.
std::string network_of(std::string_view source);

// nullopt: the peer has already gone.
std::optional<PeerInfo> describe_peer(boost::asio::generic::stream_protocol::socket& socket);

// An endpoint of a TCP socket as what it is.
boost::asio::ip::tcp::endpoint as_tcp(
    const boost::asio::generic::stream_protocol::endpoint& endpoint);

// Asks the kernel of a TCP connection to send at once and to give up on a peer that does not
// acknowledge for twice Limits::ping. Does nothing to a Unix socket.
void tune(boost::asio::generic::stream_protocol::socket& socket, const Limits& limits);

}  // namespace deskgate::gateway::net
