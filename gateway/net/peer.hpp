// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <boost/asio/generic/stream_protocol.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "gateway/net/limits.hpp"

namespace deskgate::gateway::net {

// Who is at the other end, as far as the kernel knows.
struct PeerInfo {
  std::string address;                    // "127.0.0.1:40112", "[::1]:40112" or "unix"
  std::optional<std::uint32_t> unix_uid;  // the peer's uid on a Unix socket
};

// nullopt: the peer has already gone.
std::optional<PeerInfo> describe_peer(boost::asio::generic::stream_protocol::socket& socket);

// Asks the kernel of a TCP connection to send at once and to give up on a peer that does not
// acknowledge for twice Limits::ping. Does nothing to a Unix socket.
void tune(boost::asio::generic::stream_protocol::socket& socket, const Limits& limits);

}  // namespace deskgate::gateway::net
