// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Which serializers are spoken, and how a client asks for one.
#pragma once

#include <span>
#include <string_view>

#include "router/serializer.hpp"

namespace deskgate::gateway::net {

// The WebSocket subprotocols that are spoken, the preferred one first: "wamp.2.json".
std::span<const std::string_view> subprotocols();

// The serializer of one of these. Another name is a bug (asserted).
const router::Serializer& serializer_of(std::string_view subprotocol);

// nullptr: no serializer has this id in a RawSocket handshake.
const router::Serializer* find_serializer(int rawsocket_id);

}  // namespace deskgate::gateway::net
