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

// More than this the kernel does not keep unsent. What waits with us may still become pointless,
// and a peer behind a slow line is seen to take something now and again.
constexpr int unsent_in_kernel = 128 << 10;

namespace ip = boost::asio::ip;
using ip::tcp;
using Socket = boost::asio::generic::stream_protocol::socket;
using Endpoint = boost::asio::generic::stream_protocol::endpoint;

int family(const Endpoint& endpoint) {
  return endpoint.data()->sa_family;
}

std::optional<PeerInfo> describe_unix_peer(Socket& socket) {
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) {
    return std::nullopt;
  }
  return PeerInfo{"unix", credentials.uid, Reach::unix_socket};
}

// A kernel that does not know an option leaves the connection as it is.
void set(Socket& socket, int level, int option, int value) {
  setsockopt(socket.native_handle(), level, option, &value, sizeof value);
}

}  // namespace

tcp::endpoint as_tcp(const Endpoint& endpoint) {
  tcp::endpoint result;
  std::memcpy(result.data(), endpoint.data(), std::min(endpoint.size(), result.capacity()));
  return result;
}

std::optional<PeerInfo> describe_peer(Socket& socket) {
  boost::system::error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  if (error) return std::nullopt;
  if (family(endpoint) == AF_UNIX) return describe_unix_peer(socket);
  const auto own = socket.local_endpoint(error);
  if (error) return std::nullopt;
  const bool is_loopback = as_tcp(own).address().is_loopback();
  return PeerInfo{to_text(as_tcp(endpoint)), std::nullopt,
                  is_loopback ? Reach::loopback : Reach::network};
}

std::string source_of(const PeerInfo& peer) {
  if (peer.reach == Reach::loopback) return "loopback";
  std::string_view host(peer.address);
  host = host.substr(0, host.rfind(':'));
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  host = host.substr(0, host.find('%'));
  boost::system::error_code error;
  auto address = ip::make_address(host, error);
  if (error) return std::string(host);
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    address = ip::make_address_v4(ip::v4_mapped, address.to_v6());
  }
  return address.is_loopback() ? "loopback" : address.to_string();
}

std::string network_of(std::string_view source) {
  boost::system::error_code error;
  const auto address = ip::make_address(source, error);
  if (error || address.is_v4()) return {};
  auto octets = address.to_v6().to_bytes();
  std::fill(octets.begin() + 8, octets.end(), 0);
  return ip::address_v6(octets).to_string() + "/64";
}

void tune(Socket& socket, const Limits& limits) {
  boost::system::error_code error;
  if (family(socket.local_endpoint(error)) == AF_UNIX || error) return;
  const auto seconds = static_cast<int>(std::max<std::chrono::seconds::rep>(
      std::chrono::ceil<std::chrono::seconds>(limits.ping).count(), 1));
  set(socket, IPPROTO_TCP, TCP_NODELAY, 1);
  set(socket, IPPROTO_TCP, TCP_NOTSENT_LOWAT, unsent_in_kernel);
  set(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, static_cast<int>(2 * limits.ping.count()));
  set(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
  set(socket, IPPROTO_TCP, TCP_KEEPIDLE, seconds);
  set(socket, IPPROTO_TCP, TCP_KEEPINTVL, seconds);
  set(socket, IPPROTO_TCP, TCP_KEEPCNT, 1);
}

}  // namespace deskgate::gateway::net
