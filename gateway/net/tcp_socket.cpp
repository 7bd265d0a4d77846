// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/tcp_socket.hpp"

#include <boost/asio/ip/v6_only.hpp>
#include <stdexcept>

#include "gateway/net/interfaces.hpp"

namespace deskgate::gateway::net {
namespace asio = boost::asio;
using asio::ip::tcp;
namespace {

[[noreturn]] void refuse_address(const tcp::endpoint& endpoint, Scope scope) {
  const auto why =
      scope == Scope::loopback
          ? ": only loopback addresses are allowed, since clients are not authenticated; use "
            "127.0.0.1 or [::1]"
          : ": only loopback addresses and those of private networks are allowed; \"lan\" under "
            "[listen] takes those that this machine has";
  throw std::runtime_error(to_text(endpoint) + why);
}

tcp::endpoint parse(const std::string& address, std::uint16_t port, Scope scope) {
  const bool has_brackets = address.size() > 2 && address.front() == '[' && address.back() == ']';
  boost::system::error_code error;
  const auto parsed =
      asio::ip::make_address(has_brackets ? address.substr(1, address.size() - 2) : address, error);
  const auto name = address + ":" + std::to_string(port);
  if (error) throw std::runtime_error(name + ": not an IP address; use 127.0.0.1 or [::1]");
  tcp::endpoint endpoint(parsed, port);
  if (parsed.is_loopback()) return endpoint;
  if (scope == Scope::loopback || !is_private(parsed)) refuse_address(endpoint, scope);
  return endpoint;
}

std::string explain(const boost::system::error_code& error, const std::string& key) {
  if (error == asio::error::address_in_use) {
    return " is in use by another program; choose another port with " + key;
  }
  if (error == boost::system::errc::address_not_available) {
    return " is not an address of this machine; choose another one with " + key;
  }
  return ": " + error.message() + "; choose another address with " + key;
}

}  // namespace

tcp::acceptor listen_on(asio::io_context& io, const TcpPlace& place, Scope scope) {
  const auto endpoint = parse(place.address, place.port, scope);
  try {
    tcp::acceptor acceptor(io, endpoint.protocol());
    acceptor.set_option(tcp::acceptor::reuse_address(true));
    if (endpoint.address().is_v6()) acceptor.set_option(asio::ip::v6_only(true));
    acceptor.bind(endpoint);
    acceptor.listen();
    return acceptor;
  } catch (const boost::system::system_error& failure) {
    throw std::runtime_error(to_text(endpoint) + explain(failure.code(), place.key));
  }
}

std::string to_text(const tcp::endpoint& endpoint) {
  const auto address = endpoint.address();
  const auto name = address.is_v6() ? "[" + address.to_string() + "]" : address.to_string();
  return name + ":" + std::to_string(endpoint.port());
}

}  // namespace deskgate::gateway::net
