// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <string_view>

#include "gateway/net/peer.hpp"
#include "router/authorizer.hpp"

namespace deskgate::gateway::net {

// What the log says of one peer: the address first.
void warn(const PeerInfo& peer, std::string_view event, std::string_view text);
void log_join(const PeerInfo& peer, const router::Principal& who, std::string_view framing);
void log_leave(const PeerInfo& peer, const router::Principal& who, std::string_view why);

}  // namespace deskgate::gateway::net
