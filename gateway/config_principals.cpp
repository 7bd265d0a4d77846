// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/config_principals.hpp"

#include <filesystem>
#include <optional>
#include <vector>

#include "mapping/nearest.hpp"
#include "mapping/strict_toml.hpp"
#include "mapping/text.hpp"
#include "router/authentication/hex.hpp"

namespace deskgate::gateway {
namespace {

namespace fs = std::filesystem;
using mapping::StrictTable;
using router::authentication::CraSalting;
using router::authentication::CraSecret;
using router::authentication::PublicKey;
using trust::Principal;

constexpr std::size_t least_secret = 8;  // octets
constexpr std::int64_t most_iterations = 10'000'000;

bool may_others_read(const std::string& path) {
  constexpr auto others = fs::perms::group_read | fs::perms::group_write | fs::perms::others_read |
                          fs::perms::others_write;
  std::error_code error;
  const auto permissions = fs::status(path, error).permissions();
  return !error && (permissions & others) != fs::perms::none;
}

// Who alone has the role; nullptr: whoever the configuration says.
const char* owner_of(std::string_view role) {
  if (role == owner_role) return "this user's own programs on the Unix socket";
  if (role == device_role) return "paired devices";
  if (role == pairing_role) return "devices that ask to be paired";
  return role == bridge_role ? "Deskgate's own parts" : nullptr;
}

// Reads one [principal.NAME].
class PrincipalReader {
 public:
  PrincipalReader(const toml::table& table, std::string where, const std::string& path,
                  mapping::Diagnostics& diagnostics)
      : where_(std::move(where)),
        path_(path),
        diagnostics_(diagnostics),
        table_(table, where_, path, diagnostics) {}

  Principal read(const Roles::Table& roles) {
    Principal principal;
    principal.role = read_role(roles);
    principal.ticket = read_secret("ticket");
    read_wampcra(principal);
    read_scram(principal);
    read_keys(principal);
    read_certificates(principal);
    return principal;
  }

 private:
  std::string read_role(const Roles::Table& roles) {
    auto role = table_.required_text("role");
    if (const auto* whose = owner_of(role)) {
      table_.complain(*table_.node("role"), "\"role\" in " + where_ + " is " +
                                                mapping::in_quotes(role) + ", which only " + whose +
                                                " have; name a [role.NAME] of your own");
    }
    if (role.empty() || roles.contains(role)) return role;
    std::vector<std::string> known;
    for (const auto& [name, grants] : roles) known.push_back(name);
    table_.complain(*table_.node("role"), "\"role\" in " + where_ + " is " +
                                              mapping::in_quotes(role) +
                                              ", but there is no [role." + role + "]" +
                                              mapping::did_you_mean(role, known));
    return role;
  }

  std::optional<std::string> read_secret(const char* key) {
    auto secret = table_.text(key);
    if (secret && secret->size() < least_secret) {
      table_.complain(*table_.node(key), "\"" + std::string(key) + "\" in " + where_ +
                                             " must have at least 8 characters");
    }
    return secret;
  }

  // The secret itself, or { key, salt, iterations, keylen } of a password.
  void read_wampcra(Principal& principal) {
    const auto* node = table_.node("wampcra");
    if (!node) return;
    if (!node->is_table()) {
      if (auto secret = read_secret("wampcra")) principal.wampcra = CraSecret{*secret};
      return;
    }
    StrictTable table(*node->as_table(), where_ + " wampcra", path_, diagnostics_);
    CraSalting salting{table.required_text("salt")};
    const auto iterations = table.integer("iterations").value_or(salting.iterations);
    const auto keylen = table.integer("keylen").value_or(salting.keylen);
    if (iterations < 1 || iterations > most_iterations || keylen < 16 || keylen > 64) {
      table.complain(*node,
                     where_ + ": \"iterations\" and \"keylen\" (16 to 64) of wampcra make no key");
    }
    salting.iterations = static_cast<int>(iterations);
    salting.keylen = static_cast<int>(keylen);
    principal.wampcra = CraSecret{table.required_text("key"), salting};
  }

  void read_scram(Principal& principal) {
    const auto text = table_.text("scram");
    if (!text) return;
    std::string fault;
    principal.scram = router::authentication::scram_credential_from(*text, fault);
    if (!principal.scram) {
      table_.complain(*table_.node("scram"), "\"scram\" in " + where_ + " " + fault);
    }
  }

  void read_keys(Principal& principal) {
    const auto texts = table_.texts("cryptosign");
    if (!texts) return;
    for (const auto& text : *texts) {
      if (const auto key = PublicKey::from_hex(text)) {
        principal.cryptosign.push_back(*key);
      } else {
        table_.complain(*table_.node("cryptosign"),
                        "\"cryptosign\" in " + where_ + " has " + mapping::in_quotes(text) +
                            ", which is no Ed25519 public key in 64 hexadecimal digits");
      }
    }
  }

  void read_certificates(Principal& principal) {
    const auto texts = table_.texts("tls");
    if (!texts) return;
    for (const auto& text : *texts) {
      const auto hash = router::authentication::from_hex<sizeof(router::KeyHash)>(text);
      if (hash) {
        principal.tls.push_back(*hash);
      } else {
        table_.complain(*table_.node("tls"),
                        "\"tls\" in " + where_ + " has " + mapping::in_quotes(text) +
                            ", which is no SHA-256 of a certificate's public key in 64 "
                            "hexadecimal digits");
      }
    }
  }

  std::string where_;
  const std::string& path_;
  mapping::Diagnostics& diagnostics_;
  StrictTable table_;
};

bool has_secret(const Principal& principal) {
  return principal.ticket || principal.wampcra || principal.scram;
}

bool has_proof(const Principal& principal) {
  return has_secret(principal) || !principal.cryptosign.empty() || !principal.tls.empty();
}

// Whose each key is.
template <class Key>
using Taken = std::vector<std::pair<Key, std::string>>;

template <class Key, class Complain>
void take(const std::vector<Key>& own, const std::string& name, Taken<Key>& taken,
          const Complain& complain) {
  for (const auto& key : own) {
    for (const auto& [other, by] : taken) {
      if (other == key) complain("has a key that [principal." + by + "] has");
    }
    taken.emplace_back(key, name);
  }
}

toml::array array_of(const nlohmann::json& values);

// What a principal's table is made of: texts, numbers, lists and tables. Anything else is a wrong
// value of its key, which whoever reads it tells.
template <class Insert>
void convert(const nlohmann::json& value, const Insert& insert);

toml::table table_of(const nlohmann::json& object) {
  toml::table table;
  for (const auto& [key, value] : object.items()) {
    convert(value, [&, &key = key](auto node) { table.insert(key, std::move(node)); });
  }
  return table;
}

toml::array array_of(const nlohmann::json& values) {
  toml::array array;
  for (const auto& value : values) {
    convert(value, [&](auto node) { array.push_back(std::move(node)); });
  }
  return array;
}

template <class Insert>
void convert(const nlohmann::json& value, const Insert& insert) {
  if (value.is_string()) return insert(value.get<std::string>());
  if (value.is_number_integer()) return insert(value.get<std::int64_t>());
  if (value.is_object()) return insert(table_of(value));
  if (value.is_array()) return insert(array_of(value));
  insert(value.is_boolean() && value.get<bool>());
}

}  // namespace

std::optional<trust::Principal> read_principal(const nlohmann::json& answer,
                                               const Roles::Table& roles, std::string& fault) {
  mapping::Diagnostics diagnostics;
  const auto table = table_of(answer);
  const std::string nowhere;
  auto principal = PrincipalReader(table, "its answer", nowhere, diagnostics).read(roles);
  if (diagnostics.empty() && has_proof(principal)) return principal;
  fault = diagnostics.empty() ? "its answer has nothing that proves who it is"
                              : diagnostics.front().message;
  return std::nullopt;
}

trust::Principals::Table read_principals(const toml::table& principals, const Roles::Table& roles,
                                         const std::string& path,
                                         mapping::Diagnostics& diagnostics) {
  trust::Principals::Table table;
  Taken<PublicKey> keys;
  Taken<router::KeyHash> certificates;
  for (const auto& [key, node] : principals) {
    const std::string name(key.str());
    const auto where = "[principal." + name + "]";
    const auto complain = [&, line = mapping::line_of(node)](const std::string& what) {
      diagnostics.push_back({path, line, where + " " + what});
    };
    if (!node.is_table()) {
      complain("must be a table");
      continue;
    }
    const auto before = diagnostics.size();
    auto principal = PrincipalReader(*node.as_table(), where, path, diagnostics).read(roles);
    if (diagnostics.size() == before && !has_proof(principal)) {
      complain(
          "proves itself by nothing: give \"cryptosign\", \"tls\", \"scram\", \"wampcra\" or "
          "\"ticket\"");
    }
    if (has_secret(principal) && may_others_read(path)) {
      complain("has a secret, and others may read the file; chmod 600 " + path);
    }
    take(principal.cryptosign, name, keys, complain);
    take(principal.tls, name, certificates, complain);
    table.emplace(name, std::move(principal));
  }
  return table;
}

}  // namespace deskgate::gateway
