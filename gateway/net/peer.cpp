// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/peer.hpp"

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <cstring>

#include "gateway/net/tcp_socket.hpp"

namespace deskgate::gateway::net {
namespace {

using boost::asio::ip::tcp;
using Socket = boost::asio::generic::stream_protocol::socket;
using Endpoint = boost::asio::generic::stream_protocol::endpoint;

int family(const Endpoint& endpoint) {
  return endpoint.data()->sa_family;
}

tcp::endpoint as_tcp(const Endpoint& endpoint) {
  tcp::endpoint result;
  std::memcpy(result.data(), endpoint.data(), std::min(endpoint.size(), result.capacity()));
  return result;
}

std::optional<PeerInfo> describe_unix_peer(Socket& socket) {
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) {
    return std::nullopt;
  }
  return PeerInfo{"unix", credentials.uid};
}

// A kernel that does not know an option leaves the connection as it is.
void set(Socket& socket, int level, int option, int value) {
  setsockopt(socket.native_handle(), level, option, &value, sizeof value);
}

}  // namespace

std::optional<PeerInfo> describe_peer(Socket& socket) {
  boost::system::error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  if (error) return std::nullopt;
  if (family(endpoint) == AF_UNIX) return describe_unix_peer(socket);
  return PeerInfo{to_text(as_tcp(endpoint)), std::nullopt};
}

void tune(Socket& socket, const Limits& limits) {
  boost::system::error_code error;
  if (family(socket.local_endpoint(error)) == AF_UNIX || error) return;
  const auto seconds = static_cast<int>(std::max<std::chrono::seconds::rep>(
      std::chrono::ceil<std::chrono::seconds>(limits.ping).count(), 1));
  set(socket, IPPROTO_TCP, TCP_NODELAY, 1);
  set(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, static_cast<int>(2 * limits.ping.count()));
  set(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
  set(socket, IPPROTO_TCP, TCP_KEEPIDLE, seconds);
  set(socket, IPPROTO_TCP, TCP_KEEPINTVL, seconds);
  set(socket, IPPROTO_TCP, TCP_KEEPCNT, 1);
}

}  // namespace deskgate::gateway::net
