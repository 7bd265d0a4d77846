// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/unjoined.hpp"

#include <cassert>

namespace deskgate::gateway::net {
namespace {

std::string_view address_of(const PeerInfo& peer) {
  return std::string_view(peer.address).substr(0, peer.address.rfind(':'));
}

}  // namespace

void Unjoined::enter(const PeerInfo& peer) {
  ++total_;
  if (!peer.unix_uid) ++by_address_[std::string(address_of(peer))];
}

void Unjoined::leave(const PeerInfo& peer) {
  assert(total_ > 0);
  --total_;
  if (peer.unix_uid) return;
  const auto found = by_address_.find(address_of(peer));
  assert(found != by_address_.end());
  if (--found->second == 0) by_address_.erase(found);
}

std::size_t Unjoined::from_address_of(const PeerInfo& peer) const {
  if (peer.unix_uid) return 0;
  const auto found = by_address_.find(address_of(peer));
  return found == by_address_.end() ? 0 : found->second;
}

}  // namespace deskgate::gateway::net
