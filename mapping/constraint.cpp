// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/constraint.hpp"

#include <algorithm>

#include "mapping/text.hpp"
#include "mapping/typed_value.hpp"

namespace deskgate::mapping {

using nlohmann::json;

namespace {

using Violation = std::optional<std::string>;

std::string shown(const std::vector<json>& values) {
  std::vector<std::string> texts;
  texts.reserve(values.size());
  for (const auto& value : values) texts.push_back(value.dump());
  return joined(texts);
}

Violation below(double min, const json& value) {
  if (!value.is_number()) return "must be a number";
  if (value.get<double>() >= min) return std::nullopt;
  return "must be at least " + json(min).dump();
}

Violation above(double max, const json& value) {
  if (!value.is_number()) return "must be a number";
  if (value.get<double>() <= max) return std::nullopt;
  return "must be at most " + json(max).dump();
}

Violation not_among(const std::vector<json>& allowed, const json& value) {
  if (std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return std::nullopt;
  return "must be one of " + shown(allowed);
}

Violation without(const std::string& prefix, const json& value) {
  if (!value.is_string()) return "must be text";
  if (value.get_ref<const std::string&>().starts_with(prefix)) return std::nullopt;
  return "must start with " + in_quotes(prefix);
}

Violation longer_than(std::size_t max, const json& value) {
  const auto within = [max](std::size_t length, const char* unit) -> Violation {
    if (length <= max) return std::nullopt;
    return "must have at most " + std::to_string(max) + " " + unit;
  };
  if (value.is_string()) return within(value.get_ref<const std::string&>().size(), "octets");
  if (value.is_binary()) return within(value.get_binary().size(), "octets");
  if (value.is_array()) return within(value.size(), "elements");
  return "must be text, binary or a list";
}

// The type of the values of a dictionary; one of unknown type is a dictionary of variants.
std::string_view value_type(std::string_view dictionary) {
  constexpr std::string_view opening = "a{s";
  if (!dictionary.starts_with("a{") || !dictionary.ends_with('}')) return "v";
  return dictionary.substr(opening.size(), dictionary.size() - opening.size() - 1);
}

Violation beyond(const Constraint::Keys& keys, const json& value, std::string_view type) {
  if (!value.is_object()) return "must be a dictionary";
  for (const auto& [key, element] : value.items()) {
    const auto known = keys.find(key);
    if (known == keys.end()) return "must not have the key " + in_quotes(key);
    const auto violation = known->second.violated_by(element, value_type(type));
    if (violation) return "under the key " + in_quotes(key) + " " + *violation;
  }
  return std::nullopt;
}

}  // namespace

bool Constraint::is_empty() const {
  return !min && !max && !one_of && !prefix && !max_length && !keys && !force;
}

std::optional<std::string> Constraint::violated_by(const json& given,
                                                   std::string_view given_type) const {
  const auto [value, type] = unwrapped(given, given_type);
  Violation violation;
  if (min) violation = below(*min, value);
  if (!violation && max) violation = above(*max, value);
  if (!violation && one_of) violation = not_among(*one_of, value);
  if (!violation && prefix) violation = without(*prefix, value);
  if (!violation && max_length) violation = longer_than(*max_length, value);
  if (!violation && keys) violation = beyond(*keys, value, type);
  return violation;
}

}  // namespace deskgate::mapping
