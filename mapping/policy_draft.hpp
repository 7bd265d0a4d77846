// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A policy file while it is being read: what is known of it so far, and the parts that read it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "mapping/policy_file.hpp"
#include "mapping/policy_keys.hpp"
#include "mapping/strict_toml.hpp"

namespace deskgate::mapping {

// Where the mistakes of one file go.
struct Reading {
  const std::string& path;
  Diagnostics& diagnostics;

  StrictTable strict(const toml::table& table, std::string where, const TableFormat& format) const {
    return {table, std::move(where), path, diagnostics, &format};
  }
  void complain(int line, std::string message) const;
  void complain(const toml::node& at, std::string message) const;
};

// A grant as it is written, before its includes are resolved.
struct GrantDraft {
  struct Include {
    std::string grant;
    int line = 0;
  };
  std::vector<Rule> rules;
  std::vector<Include> includes;
};

// What an interface is called in URIs, and where that is said first.
struct AliasDraft {
  std::string alias;
  bool is_explicit = false;
  int line = 0;
};

// What the tables of a file say, each for itself.
struct PolicyDraft {
  PolicyFile file;
  std::map<std::string, GrantDraft, std::less<>> grants;
  std::map<std::string, AliasDraft, std::less<>> aliases;  // by interface
};

// Whether the text is good as the name of a file, of a grant or of a bus: a..z, 0..9, '-' and '_'.
bool is_grant_word(std::string_view text);

// [service]
Service read_service(const toml::table& table, const Reading& reading);

// What is wrong with the value of `bus`; nullopt: nothing.
std::optional<std::string> bus_fault(const std::string& bus);

// [export]
Export read_export(const toml::table& table, const Reading& reading);

// [grant.NAME] and all below it
void read_grant(const std::string& name, const toml::table& table, const Reading& reading,
                PolicyDraft& draft);

// The table of an interface in which a rule stands, and the limits that it sets for all its rules.
struct RuleContext {
  const std::string& interface;
  const std::string& where;
  const Limits& limits;
  const Reading& reading;
};

// The value of `call`, `signal`, `observe`, `get`, `watch` or `set`: a list of members, or a table
// from members to conditions.
std::vector<Rule> read_rules(Access access, const toml::node& node, const RuleContext& context);

// Whether the key of a call's table is one of its limits, not an argument: an argument that is
// called so has a table of conditions.
bool is_limit(std::string_view key, const toml::node& value);

// What else the table of limits may hold under their names.
enum class Beside { conditions, arguments };

// The keys `ask`, `rate` and `timeout` of a table that is called `where` in messages; what it does
// not say is as in `outer`.
Limits read_limits(StrictTable& table, const std::string& where, const Limits& outer,
                   Beside beside = Beside::conditions);

// Members, or "*", from a list of text, with their lines.
std::map<std::string, int> read_members(const toml::node& node, const std::string& key,
                                        const std::string& where, const Reading& reading);

// The conditions on one value. `table` is called `where` in messages.
Constraint read_constraint(StrictTable& table, const std::string& where, const Reading& reading);

// [[expect]], after the rest of the file.
void read_expectations(const toml::node& node, const Reading& reading, PolicyDraft& draft);

// A value as a client would send it; nullopt: D-Bus has none like it.
std::optional<nlohmann::json> read_value(const toml::node& node);

// [types."interface"]: what introspection does not say, or says wrongly.
void read_types(const toml::table& types, const Reading& reading, PolicyDraft& draft);

// A signature; nullopt and a complaint if it is none. Messages call it `key` in `where`.
std::optional<std::string> read_signature(const toml::node& node, const std::string& key,
                                          const std::string& where, const Reading& reading);

// Arguments of these types, called as `names` says as far as it goes.
std::vector<ArgumentInfo> named_arguments(const std::string& types,
                                          const std::vector<std::string>& names);

// Joins the tables into the file: includes, names in URIs, and what contradicts itself.
void finish(PolicyDraft& draft, const Reading& reading);

}  // namespace deskgate::mapping
