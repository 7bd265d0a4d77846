// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The HTTP that comes before a WebSocket: octets in, verdict and answer out.
//
// A GET that asks for an upgrade at the one path, from a peer that HttpRules let in, gets it; a GET
// or HEAD of a compiled-in file gets that. Everything else is answered with an error. No cookies,
// no credentials, no body, and no second request, whatever the answer: a WebSocket starts with no
// rights at all.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "gateway/net/http_rules.hpp"

namespace deskgate::gateway::net {

// A request head may have so many octets, its last empty line included, and so many fields.
inline constexpr std::size_t max_http_head = 8192;
inline constexpr std::size_t max_http_fields = 64;

// What a request is judged by.
struct HttpTerms {
  const HttpRules& rules;
  // On a Unix socket the Host header says nothing: no browser gets there.
  bool takes_any_host;
  // The subprotocols that are spoken. Of those that the client offers, its first one is taken.
  std::span<const std::string_view> subprotocols;
  // Those that are taken only from a client that offers none of the others.
  std::span<const std::string_view> last_subprotocols = {};
  // What the page's own origin begins with.
  std::string_view scheme = "http";
};

// What becomes of a request: more of it is needed, it is refused, it is answered with a file, or
// the connection is a WebSocket.
struct HttpAnswer {
  enum class Kind { incomplete, refused, served, upgraded };
  Kind kind;
  std::string response{};          // to be sent, unless incomplete
  std::size_t consumed = 0;        // octets of the request, if upgraded
  std::string_view subprotocol{};  // the chosen one of the terms', if upgraded
  unsigned status = 0;             // of the response
  std::string reason{};            // one sentence, if refused
};

// Judges the request at the front of `octets`: all that has come so far on this connection.
HttpAnswer answer_http(std::string_view octets, const HttpTerms& terms);

}  // namespace deskgate::gateway::net
