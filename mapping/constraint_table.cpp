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
  ConstraintReader(const toml::table& table, const std::string& where, const Reading& reading)
      : where_(where), table_(reading.strict(table, where)) {}

  Constraint read() {
    table_.refuse_planned({"force", "owned", "schemes", "type", "pattern"});
    Constraint constraint;
    constraint.min = number("min");
    constraint.max = number("max");
    constraint.one_of = choices("one_of");
    constraint.prefix = table_.text("prefix");
    constraint.max_length = length("max_length");
    constraint.keys = table_.texts("keys");
    if (constraint.min && constraint.max && *constraint.min > *constraint.max) {
      complain("min", "is greater than \"max\"");
    }
    return constraint;
  }

 private:
  std::optional<double> number(std::string_view key);
  std::optional<std::size_t> length(std::string_view key);
  std::optional<std::vector<json>> choices(std::string_view key);
  std::optional<json> choice(const toml::node& node);
  void complain(std::string_view key, const std::string& what) {
    complain(*table_.node(key), key, what);
  }
  void complain(const toml::node& at, std::string_view key, const std::string& what) {
    table_.complain(at, in_quotes(key) + " in " + where_ + " " + what);
  }

  const std::string& where_;
  StrictTable table_;
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

std::optional<json> ConstraintReader::choice(const toml::node& node) {
  if (const auto* text = node.as_string()) return json(text->get());
  if (const auto* integer = node.as_integer()) return json(integer->get());
  if (const auto* number = node.as_floating_point()) return json(number->get());
  if (const auto* boolean = node.as_boolean()) return json(boolean->get());
  return std::nullopt;
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
    if (auto value = choice(element)) {
      values.push_back(*std::move(value));
    } else {
      complain(element, key,
               "must hold text, numbers and booleans, got " + std::string(describe_node(element)));
    }
  }
  return values;
}

}  // namespace

Constraint read_constraint(const toml::table& table, const std::string& where,
                           const Reading& reading) {
  return ConstraintReader(table, where, reading).read();
}

}  // namespace deskgate::mapping
