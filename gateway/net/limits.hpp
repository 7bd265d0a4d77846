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
  // Connections in all, and those that are accepted and not yet (or no longer) in a realm.
  std::size_t connections = 1024;
  std::size_t unjoined_connections = 64;
  // Of the latter, those from one IP address.
  std::size_t connections_per_address = 16;
  // From accept to WELCOME, every handshake included, and from a HELLO after GOODBYE to WELCOME.
  std::chrono::milliseconds join{10000};
  // Silence after which a WebSocket peer is pinged. As much again, and it is taken for dead. On TCP
  // the kernel finds out about others in about the same time.
  std::chrono::milliseconds ping{20000};
  friend bool operator==(const Limits&, const Limits&) = default;
};

// Octets of one message of a peer that has not joined.
inline constexpr std::size_t hello_limit = 64 << 10;

// How long a peer is waited for once the end has been agreed or announced: for its close frame, its
// answer to GOODBYE, the end of its stream.
inline constexpr std::chrono::milliseconds farewell_time{1000};

// How long a connection may stay idle after the peer has said GOODBYE, before we close it. The peer
// may join again meanwhile, but most clients wait for us: autobahn-js reports a session as lost if
// its WebSocket is not closed.
inline constexpr std::chrono::milliseconds goodbye_time{1000};

}  // namespace deskgate::gateway::net
