// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What a connection may use. The defaults are those of the configuration.
#pragma once

#include <chrono>
#include <cstddef>

namespace deskgate::gateway::net {

struct Limits {
  // Octets of one incoming message. RawSocket can only announce powers of two from 512 on: there it
  // is the next one below.
  std::size_t message = 1 << 20;
  // Octets waiting for one peer. One more closes the connection.
  std::size_t outgoing = 16 << 20;
  // Connections in all, and those that are accepted and not yet (or no longer) in a realm: so many
  // over the network and as many over loopback, without those on the Unix socket. Beyond them the
  // oldest from where most come makes way for one from elsewhere.
  std::size_t connections = 1024;
  std::size_t unjoined_connections = 64;
  // Of the latter, those from one IP address. Loopback is one.
  std::size_t connections_per_address = 8;
  // Octets of one message of a peer that has not joined.
  std::size_t unjoined_message = 8 << 10;
  // For the handshake of TLS, and after it for that of WebSocket or RawSocket.
  std::chrono::milliseconds handshake{5000};
  // From the end of the handshakes to WELCOME, and from a HELLO after GOODBYE to WELCOME.
  std::chrono::milliseconds join{10000};
  // How long a peer may take nothing while something waits for it.
  std::chrono::milliseconds blocked{10000};
  // Silence after which a WebSocket peer is pinged. As much again, and it is taken for dead. On TCP
  // the kernel finds out about others in about the same time.
  std::chrono::milliseconds ping{20000};
  friend bool operator==(const Limits&, const Limits&) = default;
};

// How long a peer is waited for once the end has been agreed or announced: for its close frame, its
// answer to GOODBYE, the end of its stream.
inline constexpr std::chrono::milliseconds farewell_time{1000};

// How long a connection may stay idle after the peer has said GOODBYE, before we close it. The peer
// may join again meanwhile, but most clients wait for us: autobahn-js reports a session as lost if
// its WebSocket is not closed.
inline constexpr std::chrono::milliseconds goodbye_time{1000};

}  // namespace deskgate::gateway::net
