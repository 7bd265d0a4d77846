// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/policy_draft.hpp"
#include "mapping/scalar.hpp"

namespace deskgate::mapping {

using nlohmann::json;

namespace {

std::optional<json> scalar_of(const toml::node& node) {
  if (const auto* text = node.as_string()) return json(text->get());
  if (const auto* integer = node.as_integer()) return json(integer->get());
  if (const auto* number = node.as_floating_point()) return from_double(number->get());
  if (const auto* boolean = node.as_boolean()) return json(boolean->get());
  return std::nullopt;
}

std::optional<json> list_of(const toml::array& list) {
  auto values = json::array();
  for (const auto& element : list) {
    auto value = read_value(element);
    if (!value) return std::nullopt;
    values.push_back(*std::move(value));
  }
  return values;
}

std::optional<json> dictionary_of(const toml::table& table) {
  auto values = json::object();
  for (const auto& [key, element] : table) {
    auto value = read_value(element);
    if (!value) return std::nullopt;
    values[std::string(key.str())] = *std::move(value);
  }
  return values;
}

}  // namespace

std::optional<json> read_value(const toml::node& node) {
  if (const auto* list = node.as_array()) return list_of(*list);
  if (const auto* table = node.as_table()) return dictionary_of(*table);
  return scalar_of(node);
}

}  // namespace deskgate::mapping
