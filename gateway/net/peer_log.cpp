// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/peer_log.hpp"

#include <string>

#include "gateway/log.hpp"

namespace deskgate::gateway::net {

void warn(const PeerInfo& peer, std::string_view event, std::string_view text) {
  log::warning(event, peer.address + ": " + std::string(text));
}

void log_join(const PeerInfo& peer, const router::Principal& who, std::string_view framing) {
  log::info("join", peer.address + ": " + who.authid + ", role " + who.authrole + ", by " +
                        std::string(framing));
}

void log_leave(const PeerInfo& peer, const router::Principal& who, std::string_view why) {
  log::info("leave", peer.address + ": " + who.authid + ": " + std::string(why));
}

}  // namespace deskgate::gateway::net
