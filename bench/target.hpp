// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Where a load goes, and in which of WAMP's clothes.
#pragma once

#include <cstdint>
#include <string>

namespace deskgate::bench {

// How messages are cut out of the stream.
enum class Framing { websocket, rawsocket };

// How messages are written.
enum class Codec { json, msgpack };

// One server. Only loopback addresses and Unix sockets are ever connected to.
struct Target {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;
  std::string unix_path{};  // instead of host and port, unless empty
  std::string path = "/";   // of the WebSocket
  std::string realm = "realm1";
  bool has_tls = false;
  bool has_wamp = true;  // false: a relay, which knows no sessions
  Framing framing = Framing::websocket;
  Codec codec = Codec::json;
};

}  // namespace deskgate::bench
