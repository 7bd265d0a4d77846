// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/principals.hpp"

#include <algorithm>

namespace deskgate::gateway::trust {

const Principal* Principals::find(std::string_view name) const {
  const auto found = table_.find(name);
  return found == table_.end() ? nullptr : &found->second;
}

const Principals::Table::value_type* Principals::find(
    const router::authentication::PublicKey& key) const {
  const auto found = std::find_if(table_.begin(), table_.end(), [&](const auto& each) {
    const auto& keys = each.second.cryptosign;
    return std::find(keys.begin(), keys.end(), key) != keys.end();
  });
  return found == table_.end() ? nullptr : &*found;
}

}  // namespace deskgate::gateway::trust
