// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/unjoined.hpp"

#include <cassert>

namespace deskgate::gateway::net {

void Unjoined::enter(const PeerInfo& peer) {
  if (peer.unix_uid) return;
  ++total_;
  ++by_source_[source_of(peer)];
}

void Unjoined::leave(const PeerInfo& peer) {
  if (peer.unix_uid) return;
  assert(total_ > 0);
  --total_;
  const auto found = by_source_.find(source_of(peer));
  assert(found != by_source_.end());
  if (--found->second == 0) by_source_.erase(found);
}

std::size_t Unjoined::from_address_of(const PeerInfo& peer) const {
  if (peer.unix_uid) return 0;
  const auto found = by_source_.find(source_of(peer));
  return found == by_source_.end() ? 0 : found->second;
}

}  // namespace deskgate::gateway::net
