// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <string>
#include <string_view>

namespace deskgate::gateway::net {

// Why a request gets an error. `reason` is one sentence, told to the client as plain text.
struct HttpRefusal {
  unsigned status;
  std::string reason;
  std::string extra_fields{};  // header lines, each with its CRLF
};

// The response to a refused request, after which the connection ends.
std::string refusal_response(const HttpRefusal& refusal);

// The response that turns the connection into a WebSocket; `key` is the request's
// Sec-WebSocket-Key.
std::string upgrade_response(std::string_view key, std::string_view subprotocol);

}  // namespace deskgate::gateway::net
