// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Who may log in, and what proves that it is them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "router/authentication/ed25519.hpp"
#include "router/authentication/scram_credential.hpp"
#include "router/authentication/wampcra.hpp"
#include "router/transport.hpp"

namespace deskgate::gateway::trust {

// One that the configuration names ([principal.NAME]). Anything that is given here is enough.
struct Principal {
  std::string role;
  std::optional<std::string> ticket{};
  std::optional<router::authentication::CraSecret> wampcra{};
  std::optional<router::authentication::ScramCredential> scram{};
  std::vector<router::authentication::PublicKey> cryptosign{};
  std::vector<router::KeyHash> tls{};  // of client certificates
  friend bool operator==(const Principal&, const Principal&) = default;
};

// By their names, which they join under (authid). Immutable; no two have the same key.
class Principals {
 public:
  using Table = std::map<std::string, Principal, std::less<>>;

  explicit Principals(Table table = {}) : table_(std::move(table)) {}

  const Table& table() const { return table_; }

  // nullptr: there is no such one.
  const Principal* find(std::string_view name) const;

  // The one that has the key, with its name; nullptr: nobody has.
  const Table::value_type* find(const router::authentication::PublicKey& key) const;
  const Table::value_type* find(const router::KeyHash& key) const;

 private:
  Table table_;
};

}  // namespace deskgate::gateway::trust
