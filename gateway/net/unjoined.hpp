// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>

#include "gateway/net/peer.hpp"

namespace deskgate::gateway::net {

// Counts those that are connected and in no realm, in all and per source. Peers on a Unix socket
// are this user's own programs, and are not counted: strangers cannot keep them out.
class Unjoined {
 public:
  void enter(const PeerInfo& peer);
  void leave(const PeerInfo& peer);  // has entered

  std::size_t total() const { return total_; }
  std::size_t from_address_of(const PeerInfo& peer) const;

 private:
  std::size_t total_ = 0;
  std::map<std::string, std::size_t, std::less<>> by_source_;
};

}  // namespace deskgate::gateway::net
