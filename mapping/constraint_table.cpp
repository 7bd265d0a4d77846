// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <cmath>

#include "mapping/policy_draft.hpp"
#include "mapping/scalar.hpp"
#include "mapping/text.hpp"

namespace deskgate::mapping {

using nlohmann::json;

namespace {

// Reads the keys of one table of conditions.
class ConstraintReader {
 public:
  ConstraintReader(StrictTable& table, const std::string& where, const Reading& reading)
      : where_(where), table_(table), reading_(reading) {}

  Constraint read() {
    table_.refuse_planned({"owned", "schemes", "type", "pattern"});
    Constraint constraint;
    constraint.min = number("min");
    constraint.max = number("max");
    constraint.one_of = choices("one_of");
    constraint.prefix = table_.text("prefix");
    constraint.max_length = length("max_length");
    constraint.keys = keys("keys");
    constraint.force = forced("force", constraint.is_empty());
    if (constraint.min && constraint.max && *constraint.min > *constraint.max) {
      complain("min", "is greater than \"max\"");
    }
    return constraint;
  }

 private:
  std::optional<double> number(std::string_view key);
  std::optional<std::size_t> length(std::string_view key);
  std::optional<std::vector<json>> choices(std::string_view key);
  std::optional<Constraint::Keys> keys(std::string_view key);
  Constraint under_key(std::string_view name, const toml::node& node);
  std::optional<json> forced(std::string_view key, bool is_alone);
  void complain(std::string_view key, const std::string& what) {
    complain(*table_.node(key), key, what);
  }
  void complain(const toml::node& at, std::string_view key, const std::string& what) {
    table_.complain(at, in_quotes(key) + " in " + where_ + " " + what);
  }

  const std::string& where_;
  StrictTable& table_;
  const Reading& reading_;
};

// The decision compares doubles, so an integer must be one exactly.
std::optional<double> ConstraintReader::number(std::string_view key) {
  const auto* node = table_.node(key);
  if (!node) return std::nullopt;
  if (const auto* number = node->as_floating_point(); number && std::isfinite(number->get())) {
    return number->get();
  }
  const auto* integer = node->as_integer();
  if (integer &&
      std::abs(static_cast<double>(integer->get())) <= static_cast<double>(safe_integer)) {
    return static_cast<double>(integer->get());
  }
  const bool is_number = node->is_number();
  complain(key, is_number ? "must be a number within ±(2^53−1)"
                          : "must be a number, got " + std::string(describe_node(*node)));
  return std::nullopt;
}

std::optional<std::size_t> ConstraintReader::length(std::string_view key) {
  const auto length = table_.integer(key);
  if (length && *length < 0) complain(key, "must not be negative");
  return length ? std::optional<std::size_t>(*length) : std::nullopt;
}

std::optional<std::vector<json>> ConstraintReader::choices(std::string_view key) {
  const auto* node = table_.node(key);
  if (!node) return std::nullopt;
  const auto* list = node->as_array();
  if (!list) {
    complain(key, "must be a list, got " + std::string(describe_node(*node)));
    return std::nullopt;
  }
  if (list->empty()) complain(key, "is empty, so that nothing could satisfy it");
  std::vector<json> values;
  for (const auto& element : *list) {
    if (auto value = read_value(element); value && value->is_primitive()) {
      values.push_back(*std::move(value));
    } else {
      complain(element, key,
               "must hold text, numbers and booleans, got " + std::string(describe_node(element)));
    }
  }
  return values;
}

std::optional<Constraint::Keys> ConstraintReader::keys(std::string_view key) {
  const auto* node = table_.node(key);
  if (!node) return std::nullopt;
  Constraint::Keys keys;
  if (const auto* table = node->as_table()) {
    for (const auto& [name, value] : *table) {
      keys.emplace(name.str(), under_key(name.str(), value));
    }
  } else if (node->is_array()) {
    for (auto& name : table_.texts(key).value_or(std::vector<std::string>())) keys[name];
  } else {
    complain(key, "must be a list of keys or a table from keys to conditions, got " +
                      std::string(describe_node(*node)));
  }
  return keys;
}

Constraint ConstraintReader::under_key(std::string_view name, const toml::node& node) {
  const auto where = in_quotes(name) + " in keys of " + where_;
  const auto* source = node.as_table();
  if (!source) {
    table_.complain(node, where + " must be a table of conditions, {} for none, got " +
                              std::string(describe_node(node)));
    return {};
  }
  auto table = reading_.strict(*source, where, formats::conditions);
  auto constraint = read_constraint(table, where, reading_);
  if (constraint.force) {
    table_.complain(node, "\"force\" in " + where + " must stand for the whole argument");
  }
  return constraint;
}

std::optional<json> ConstraintReader::forced(std::string_view key, bool is_alone) {
  const auto* node = table_.node(key);
  if (!node) return std::nullopt;
  if (!is_alone) complain(key, "leaves nothing to other conditions");
  auto value = read_value(*node);
  if (!value) complain(key, "must be a value that D-Bus has, not a date or a time");
  return value;
}

}  // namespace

Constraint read_constraint(StrictTable& table, const std::string& where, const Reading& reading) {
  return ConstraintReader(table, where, reading).read();
}

}  // namespace deskgate::mapping
