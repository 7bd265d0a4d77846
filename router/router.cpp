// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/router.hpp"

#include <cassert>
#include <utility>

#include "router/uri.hpp"

namespace deskgate::router {

Router::Router(Authorizer& authorizer, Entropy entropy, Clock clock, std::size_t memory)
    : authorizer_(authorizer),
      entropy_(std::move(entropy)),
      clock_(std::move(clock)),
      memory_(memory),
      kept_memory_(memory / 2, &memory_) {}

Realm& Router::add_realm(std::string name, RealmSettings settings) {
  assert(is_uri(name));
  auto& realm = realms_[name];
  if (!realm) {
    realm = std::make_unique<Realm>(std::move(name), authorizer_, entropy_, clock_,
                                    std::move(settings), &kept_memory_);
  }
  return *realm;
}

Realm* Router::find_realm(std::string_view name) {
  const auto found = realms_.find(name);
  return found == realms_.end() ? nullptr : found->second.get();
}

void Router::expire(Time now) {
  for (const auto& [name, realm] : realms_) realm->expire(now);
}

void Router::judge_again() {
  for (const auto& [name, realm] : realms_) realm->judge_again();
}

}  // namespace deskgate::router
