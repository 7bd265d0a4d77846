// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Which keys a table of a file may have.
#pragma once

#include <span>
#include <string_view>

namespace deskgate::mapping {

// What the value of a key may be.
enum class ValueType {
  text,
  texts,
  boolean,
  number,
  length,
  scalars,
  anything,
  rate,
  timeout,
  operation,
  verdict,
  arguments,            // a list of values, or a table from names to values
  members,              // a list
  topics,               // a list of members, or a table from members to {}
  calls,                // a list of members, or a table from members to `call_rule`
  gets,                 // … to `get_rule`
  sets,                 // … to `set_rule`
  keys,                 // a list of keys, or a table from keys to `conditions`
  conditions,           // a table
  service,              // a table
  interface,            // a table
  grants,               // a table from names to `grant`
  expectations,         // a list of tables
  exported,             // a table
  exported_interfaces,  // a table from interfaces to `exported_interface`
  exported_methods,     // a table from methods to `exported_method`
  exported_signals,     // … signals to `exported_signal`
  exported_properties,  // … properties to `exported_property`
  types,                // a table from interfaces to `types`
  method_types,         // a table from methods to `method_types`
  signatures,           // a table from members to signatures
  signature,
  rate_or_named,  // a limit, or `conditions` on an argument of that name
  timeout_or_named,
  ask_or_named
};

// One key, and what it is for in one line.
struct Key {
  enum class Need { optional, required };

  std::string_view name;
  ValueType type;
  std::string_view what;
  Need need = Need::optional;
};

// The keys of one kind of table.
struct TableFormat {
  std::span<const Key> keys;
  // Keys of the writer's own are of this type; nullptr: there are none.
  const ValueType* others = nullptr;

  const Key* find(std::string_view name) const {
    for (const auto& key : keys) {
      if (key.name == name) return &key;
    }
    return nullptr;
  }
};

}  // namespace deskgate::mapping
