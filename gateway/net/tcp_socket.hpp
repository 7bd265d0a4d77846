// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <string>

namespace deskgate::gateway::net {

// Where to listen.
struct TcpPlace {
  std::string address;
  std::uint16_t port;  // 0 lets the system choose
  std::string key;     // of the configuration, for messages: "listen.websocket"
};

// What may be listened on. Whoever asks for `private_networks` speaks TLS there and lets nobody in
// without a proof.
enum class Scope { loopback, private_networks };

// A socket that listens on an address of the scope. Throws std::runtime_error with one sentence
// that names the address and the way out.
boost::asio::ip::tcp::acceptor listen_on(boost::asio::io_context& io, const TcpPlace& place,
                                         Scope scope);

// "127.0.0.1:5020", "[::1]:5020".
std::string to_text(const boost::asio::ip::tcp::endpoint& endpoint);

}  // namespace deskgate::gateway::net
