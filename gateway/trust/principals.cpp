// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/principals.hpp"

#include <algorithm>

namespace deskgate::gateway::trust {
namespace {

template <class Key>
const Principals::Table::value_type* owner_of(const Key& key, std::vector<Key> Principal::*keys,
                                              const Principals::Table& table) {
  const auto found = std::find_if(table.begin(), table.end(), [&](const auto& each) {
    const auto& own = each.second.*keys;
    return std::find(own.begin(), own.end(), key) != own.end();
  });
  return found == table.end() ? nullptr : &*found;
}

}  // namespace

const Principal* Principals::find(std::string_view name) const {
  const auto found = table_.find(name);
  return found == table_.end() ? nullptr : &found->second;
}

const Principals::Table::value_type* Principals::find(
    const router::authentication::PublicKey& key) const {
  return owner_of(key, &Principal::cryptosign, table_);
}

const Principals::Table::value_type* Principals::find(const router::KeyHash& key) const {
  return owner_of(key, &Principal::tls, table_);
}

}  // namespace deskgate::gateway::trust
