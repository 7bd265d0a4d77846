// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/listener.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <deque>
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

using MakeStream = std::function<std::unique_ptr<ByteStream>(StreamSocket)>;

}  // namespace

struct Listener::State : std::enable_shared_from_this<State> {
  State(boost::asio::io_context& loop, router::Router& router, Limits bounds, HttpRules rules,
        Admit admit_peer)
      : io(loop),
        limits(bounds),
        admit(std::move(admit_peer)),
        connections(std::make_shared<ConnectionSet>(io, router, limits, std::move(rules))) {}

  void accept_from(StreamAcceptor acceptor, const std::string& name,
                   const MakeStream& make_stream = plain_stream) {
    const auto take = [weak = weak_from_this(), make_stream](StreamSocket socket) {
      if (const auto self = weak.lock()) self->take(std::move(socket), make_stream);
    };
    acceptors.push_back(std::make_shared<Acceptor>(std::move(acceptor), name, take));
    acceptors.back()->start();
    log::info("listen", name);
  }

  void take(StreamSocket socket, const MakeStream& make_stream) {
    auto peer = describe_peer(socket);
    if (!peer) return;
    auto admission = admit(*peer);
    if (!admission) return log::warning("refuse", peer->address + ": may not connect");
    tune(socket, limits);
    connections->add(make_stream(std::move(socket)), std::move(*peer), std::move(*admission));
  }

  void stop_accepting() {
    for (const auto& each : acceptors) each->stop();
    acceptors.clear();
    unix_sockets.clear();
  }

  boost::asio::io_context& io;
  Limits limits;
  Admit admit;
  std::shared_ptr<ConnectionSet> connections;
  std::vector<std::shared_ptr<Acceptor>> acceptors;
  std::deque<UnixSocket> unix_sockets;
};

Listener::Listener(boost::asio::io_context& io, router::Router& router, Limits limits,
                   HttpRules rules, Admit admit)
    : state_(std::make_shared<State>(io, router, limits, std::move(rules), std::move(admit))) {}

Listener::~Listener() {
  state_->stop_accepting();
  state_->connections->end_all();
}

std::uint16_t Listener::listen_tcp(const std::string& address, std::uint16_t port) {
  auto acceptor = listen_on_loopback(state_->io, {address, port, "listen.websocket"});
  const auto endpoint = acceptor.local_endpoint();
  state_->accept_from(std::move(acceptor), to_text(endpoint));
  return endpoint.port();
}

std::uint16_t Listener::listen_tls(const std::string& address, std::uint16_t port,
                                   const std::string& certificate, const std::string& key) {
  const auto context = std::make_shared<TlsContext>(certificate, key);
  auto acceptor = listen_on_loopback(state_->io, {address, port, "listen.tls"});
  const auto endpoint = acceptor.local_endpoint();
  state_->accept_from(std::move(acceptor), to_text(endpoint) + ", TLS",
                      [context, executor = state_->io.get_executor()](StreamSocket socket) {
                        return tls_stream(plain_stream(std::move(socket)), *context, executor);
                      });
  return endpoint.port();
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
