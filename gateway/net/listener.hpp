// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Listeners accept connections and give each what it needs to become a WAMP session.
//
// The first octet decides what a connection speaks: 0x7F opens a RawSocket handshake, anything else
// is HTTP and must ask for an upgrade to WebSocket. Both are spoken on TCP, over TLS (after its
// handshake) and on the Unix socket.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gateway/net/http_rules.hpp"
#include "gateway/net/limits.hpp"
#include "gateway/net/peer.hpp"
#include "gateway/net/tls_context.hpp"
#include "router/authenticator.hpp"
#include "router/router.hpp"

namespace deskgate::gateway::net {

// Who will ask the peer who it is; nullptr: this peer may not connect at all.
using Admit = std::function<std::unique_ptr<router::Authenticator>(const PeerInfo& peer)>;

using CurrentTls = std::function<std::shared_ptr<const TlsContext>()>;

// Whether somebody of this address may connect; none: everybody may.
using MayCome = std::function<bool(const boost::asio::ip::address& source)>;

// Owns the acceptors and every connection. `io` and `router` outlive it; destroying it ends every
// connection at once. Not thread-safe; lives on the loop's thread.
class Listener {
 public:
  Listener(boost::asio::io_context& io, router::Router& router, Limits limits, HttpRules rules,
           Admit admit);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  // Throws std::runtime_error with one clear sentence: the address is in use, not an address, not
  // ours, not loopback. Returns the port, chosen by the system where `port` is 0.
  std::uint16_t listen_tcp(const std::string& address, std::uint16_t port);

  // As listen_tcp, with TLS, which is why it may be an address of a private network, too; each
  // connection speaks by what `current` gives when it comes. `key` is the one of the configuration
  // that errors name.
  std::uint16_t listen_tls(const std::string& address, std::uint16_t port, CurrentTls current,
                           MayCome may_come = {}, const std::string& key = "listen.tls");

  // Stops listening there; those that are connected stay.
  void stop_listening(const std::string& address, std::uint16_t port);

  // A path socket, mode 0600, in a folder made with mode 0700 if there is none. A stale socket is
  // replaced; one that somebody serves is an error (std::runtime_error, one clear sentence).
  void listen_unix(const std::string& path);

  // Stops accepting and says GOODBYE wamp.close.system_shutdown to every session; each connection
  // ends when its peer has answered, or after one second. `done` is called from the loop when the
  // last one has ended.
  void shut_down(std::function<void()> done);

  std::size_t connection_count() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace deskgate::gateway::net
