// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <string>
#include <string_view>

#include "gateway/net/assets.hpp"

namespace deskgate::gateway::net {

// Why a request gets an error. `reason` is one sentence, told to the client as plain text.
struct HttpRefusal {
  unsigned status;
  std::string reason;
  std::string extra_fields{};  // header lines, each with its CRLF
};

// A response to HEAD tells of a body that it has not.
enum class Body { no, yes };

// The response to a refused request, after which the connection ends.
std::string refusal_response(const HttpRefusal& refusal, Body body);

// The response with a file, or with all but the file. `host`, of the request, is plain and one of
// ours: the page may open a WebSocket there and nowhere else.
std::string asset_response(const Asset& asset, std::string_view host, Body body);

// The response that turns the connection into a WebSocket; `key` is the request's
// Sec-WebSocket-Key.
std::string upgrade_response(std::string_view key, std::string_view subprotocol);

}  // namespace deskgate::gateway::net
