// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Which serializers are spoken, and how a client asks for one.
//
// A WebSocket client names the subprotocols that it speaks, the one that it likes best first; it
// knows its own encoders, so that its order decides. Batched ones are for clients that offer
// nothing else: they gain little, and implementations disagree on them.
#pragma once

#include <span>
#include <string_view>

#include "gateway/net/batch.hpp"
#include "router/serializer.hpp"

namespace deskgate::gateway::net {

// The names of the WebSocket subprotocols that are spoken: one message per WebSocket message, and
// batches.
std::span<const std::string_view> subprotocols();
std::span<const std::string_view> batched_subprotocols();

// What a subprotocol stands for.
struct Encoding {
  const router::Serializer& serializer;
  Batching batching;
};

// `subprotocol` is one of these names. Another one is a bug (asserted).
Encoding encoding_of(std::string_view subprotocol);

// nullptr: no serializer has this id in a RawSocket handshake.
const router::Serializer* find_serializer(int rawsocket_id);

}  // namespace deskgate::gateway::net
