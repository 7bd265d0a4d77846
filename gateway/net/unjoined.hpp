// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Who is connected and in no realm: how many there are, from where, and who makes way for another.
//
// Those who come over the network and those on this machine are counted apart: neither can keep the
// others out. Peers on a Unix socket are this user's own programs, and are not counted.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "gateway/net/peer.hpp"

namespace deskgate::gateway::net {

class Connection;

// Not thread-safe.
class Unjoined {
 public:
  void enter(Connection& who, const PeerInfo& peer);
  void leave(const Connection& who);  // that it has entered is not needed

  // How many have come in the same way as the peer, and how many from the same source.
  std::size_t beside(const PeerInfo& peer) const;
  std::size_t from_source_of(const PeerInfo& peer) const;

  // Who has been there the longest of those beside the peer who have come from where most have;
  // nullptr if no more have than from where the peer comes. More from one network count more than
  // more from one source.
  Connection* in_the_way_of(const PeerInfo& peer) const;

 private:
  // Where somebody has come from. `network` is the source where nothing else is known.
  struct Origin {
    explicit Origin(const PeerInfo& peer);

    Reach reach;
    std::string source;
    std::string network;
  };
  struct Entry {
    Connection* who;
    Origin from;
  };

  std::vector<Entry> all_;  // in the order in which they have entered
};

}  // namespace deskgate::gateway::net
