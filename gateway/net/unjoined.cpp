// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/unjoined.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

namespace deskgate::gateway::net {

Unjoined::Origin::Origin(const PeerInfo& peer)
    : reach(peer.reach), source(source_of(peer)), network(network_of(source)) {
  if (network.empty()) network = source;
}

void Unjoined::enter(Connection& who, const PeerInfo& peer) {
  if (!peer.unix_uid) all_.push_back({&who, Origin(peer)});
}

void Unjoined::leave(const Connection& who) {
  std::erase_if(all_, [&](const auto& each) { return each.who == &who; });
}

std::size_t Unjoined::beside(const PeerInfo& peer) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(all_, [&](const auto& each) { return each.from.reach == peer.reach; }));
}

std::size_t Unjoined::from_source_of(const PeerInfo& peer) const {
  const auto source = source_of(peer);
  return static_cast<std::size_t>(
      std::ranges::count_if(all_, [&](const auto& each) { return each.from.source == source; }));
}

Connection* Unjoined::in_the_way_of(const PeerInfo& peer) const {
  const Origin newcomer(peer);
  std::map<std::string_view, std::size_t> networks;
  std::map<std::string_view, std::size_t> sources;
  Connection* oldest = nullptr;
  for (const auto& [who, from] : all_) {
    if (from.reach != newcomer.reach) continue;
    ++networks[from.network];
    ++sources[from.source];
  }
  const auto crowd = [&](const Origin& from) {
    return std::pair(networks[from.network], sources[from.source]);
  };
  auto most = crowd(newcomer);
  for (const auto& [who, from] : all_) {
    if (from.reach != newcomer.reach || crowd(from) <= most) continue;
    most = crowd(from);
    oldest = who;
  }
  return oldest;
}

}  // namespace deskgate::gateway::net
