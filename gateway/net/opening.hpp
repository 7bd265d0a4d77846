// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The first octets of a connection: which handshake is spoken, and what comes of it.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "gateway/net/framing.hpp"
#include "gateway/net/http_rules.hpp"
#include "router/serializer.hpp"

namespace deskgate::gateway::net {

// What a connection must meet to be opened. `rules` outlive the call.
struct OpeningTerms {
  const HttpRules& rules;
  std::size_t message_limit;  // octets of one incoming message
  bool is_unix;
  bool is_over_tls = false;
};

// What becomes of a connection's first octets.
struct Opening {
  // `served`: with the reply the peer has all that it wanted.
  enum class Kind { incomplete, refused, served, accepted };
  Kind kind;
  std::string reply{};   // to be sent, unless incomplete
  std::string reason{};  // one sentence, if refused
  // If accepted: the octets of the handshake, and how it goes on.
  std::size_t consumed = 0;
  const router::Serializer* serializer = nullptr;
  std::unique_ptr<Framing> framing{};
};

// Judges all octets that have come so far on a new connection. 0x7F opens a RawSocket handshake,
// anything else is HTTP.
Opening open(std::string_view octets, const OpeningTerms& terms);

}  // namespace deskgate::gateway::net
