// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/listener.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <deque>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "gateway/log.hpp"
#include "gateway/net/acceptor.hpp"
#include "gateway/net/connection_set.hpp"
#include "gateway/net/tcp_socket.hpp"
#include "gateway/net/tls_stream.hpp"
#include "gateway/net/unix_socket.hpp"

namespace deskgate::gateway::net {

namespace {

// Speaks TLS over the socket. nullptr: nobody is to be served there.
using MakeStream = std::function<std::unique_ptr<ByteStream>(StreamSocket)>;

std::string place_of(const boost::asio::ip::tcp::endpoint& endpoint) {
  return to_text(endpoint) + ", TLS";
}

// Unspecified: it has gone.
boost::asio::ip::address source_of(const StreamSocket& socket) {
  boost::system::error_code error;
  const auto source = socket.remote_endpoint(error);
  return error ? boost::asio::ip::address() : as_tcp(source).address();
}

}  // namespace

struct Listener::State : std::enable_shared_from_this<State> {
  State(boost::asio::io_context& loop, router::Router& router, Limits bounds, HttpRules rules,
        Admit admit_peer)
      : io(loop),
        limits(bounds),
        admit(std::move(admit_peer)),
        connections(std::make_shared<ConnectionSet>(io, router, limits, std::move(rules))) {}

  void accept_from(StreamAcceptor acceptor, const std::string& name,
                   const MakeStream& make_stream = {}) {
    const auto take = [weak = weak_from_this(), make_stream](StreamSocket socket) {
      if (const auto self = weak.lock()) self->take(std::move(socket), make_stream);
    };
    const auto started = std::make_shared<Acceptor>(std::move(acceptor), name, take);
    acceptors.emplace(name, started);
    started->start();
    log::info("listen", name);
  }

  void stop_accepting(const std::string& name) {
    const auto [begin, end] = acceptors.equal_range(name);
    for (auto each = begin; each != end; ++each) each->second->stop();
    if (begin != end) log::info("listen", "no longer on " + name);
    acceptors.erase(begin, end);
  }

  void take(StreamSocket socket, const MakeStream& make_stream) {
    auto peer = describe_peer(socket);
    if (!peer) return;
    auto authenticator = admit(*peer);
    auto& stranger_log = connections->stranger_log();
    if (!authenticator) return stranger_log.warn(*peer, "refuse", "may not connect");
    tune(socket, limits);
    peer->is_over_tls = static_cast<bool>(make_stream);
    auto stream = make_stream ? make_stream(std::move(socket)) : plain_stream(std::move(socket));
    if (!stream) return stranger_log.warn(*peer, "refuse", "is no neighbour");
    connections->add(std::move(stream), *peer, std::move(authenticator));
  }

  // Browsers reach what listens there by this name.
  void answer_to(const std::string& host, bool is_ours) {
    is_ours ? static_cast<void>(hosts.insert(host)) : static_cast<void>(hosts.erase(host));
    connections->answer_to({hosts.begin(), hosts.end()});
  }

  void stop_accepting() {
    for (const auto& [name, each] : acceptors) each->stop();
    acceptors.clear();
    unix_sockets.clear();
  }

  boost::asio::io_context& io;
  Limits limits;
  Admit admit;
  std::shared_ptr<ConnectionSet> connections;
  std::multimap<std::string, std::shared_ptr<Acceptor>> acceptors;  // by their places
  std::deque<UnixSocket> unix_sockets;
  std::set<std::string> hosts;
};

Listener::Listener(boost::asio::io_context& io, router::Router& router, Limits limits,
                   HttpRules rules, Admit admit)
    : state_(std::make_shared<State>(io, router, limits, std::move(rules), std::move(admit))) {}

Listener::~Listener() {
  state_->stop_accepting();
  state_->connections->end_all();
}

std::uint16_t Listener::listen_tcp(const std::string& address, std::uint16_t port) {
  auto acceptor = listen_on(state_->io, {address, port, "listen.websocket"}, Scope::loopback);
  const auto endpoint = acceptor.local_endpoint();
  state_->accept_from(std::move(acceptor), to_text(endpoint));
  return endpoint.port();
}

std::uint16_t Listener::listen_tls(const std::string& address, std::uint16_t port,
                                   CurrentTls current, MayCome may_come, const std::string& key) {
  auto acceptor = listen_on(state_->io, {address, port, key}, Scope::private_networks);
  const auto endpoint = acceptor.local_endpoint();
  const auto make_stream = [current = std::move(current), may_come = std::move(may_come),
                            executor = state_->io.get_executor()](StreamSocket socket) {
    if (may_come && !may_come(source_of(socket))) return std::unique_ptr<ByteStream>();
    return tls_stream(plain_stream(std::move(socket)), *current(), executor);
  };
  state_->accept_from(std::move(acceptor), place_of(endpoint), make_stream);
  state_->answer_to(to_text(endpoint), true);
  return endpoint.port();
}

void Listener::stop_listening(const std::string& address, std::uint16_t port) {
  const boost::asio::ip::tcp::endpoint endpoint(boost::asio::ip::make_address(address), port);
  state_->answer_to(to_text(endpoint), false);
  state_->stop_accepting(place_of(endpoint));
}

void Listener::listen_unix(const std::string& path) {
  auto& socket = state_->unix_sockets.emplace_back(state_->io, path);
  state_->accept_from(socket.take_acceptor(), path);
}

void Listener::shut_down(std::function<void()> done) {
  state_->stop_accepting();
  state_->connections->shut_down(std::move(done));
}

std::size_t Listener::connection_count() const {
  return state_->connections->size();
}

}  // namespace deskgate::gateway::net
