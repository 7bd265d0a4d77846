// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "tests/mapping/condition_oracle.hpp"

namespace deskgate::mapping::test {

using nlohmann::json;

namespace {

// A value in the place of a variant may say its type: {"t": "i", "v": 3}.
struct Typed {
  json value;
  std::string type;
};

Typed without_wrapper(const Typed& given) {
  const auto& [value, type] = given;
  const bool is_wrapper = type == "v" && value.is_object() && value.size() == 2 &&
                          value.contains("t") && value["t"].is_string() && value.contains("v");
  if (!is_wrapper) return given;
  return without_wrapper({value["v"], value["t"].get<std::string>()});
}

bool is_equal(const json& a, const json& b) {
  if (a.is_number() && b.is_number()) return a.get<double>() == b.get<double>();
  return a.type() == b.type() && a == b;
}

bool is_one_of(const json& choices, const json& value) {
  for (const auto& choice : choices) {
    if (is_equal(choice, value)) return true;
  }
  return false;
}

bool is_not_longer(const json& value, std::size_t length) {
  if (value.is_string()) return value.get<std::string>().length() <= length;
  return value.is_array() && value.size() <= length;
}

bool satisfies(const json& conditions, const Typed& given);

bool has_no_other_keys(const json& keys, const Typed& dictionary) {
  if (!dictionary.value.is_object()) return false;
  const std::string type = dictionary.type == "a{si}" ? "i" : "v";
  for (const auto& [key, value] : dictionary.value.items()) {
    if (keys.is_array() && !is_one_of(keys, key)) return false;
    if (keys.is_array()) continue;
    if (!keys.contains(key) || !satisfies(keys[key], {value, type})) return false;
  }
  return true;
}

bool satisfies(const std::string& condition, const json& operand, const Typed& given) {
  const auto& value = given.value;
  if (condition == "min") return value.is_number() && value.get<double>() >= operand.get<double>();
  if (condition == "max") return value.is_number() && value.get<double>() <= operand.get<double>();
  if (condition == "one_of") return is_one_of(operand, value);
  if (condition == "max_length") return is_not_longer(value, operand.get<std::size_t>());
  if (condition == "keys") return has_no_other_keys(operand, given);
  if (condition == "prefix") {
    return value.is_string() && value.get<std::string>().find(operand.get<std::string>()) == 0;
  }
  return condition == "force";
}

bool satisfies(const json& conditions, const Typed& given) {
  const auto plain = without_wrapper(given);
  for (const auto& [condition, operand] : conditions.items()) {
    if (!satisfies(condition, operand, plain)) return false;
  }
  return true;
}

}  // namespace

bool oracle_satisfies(const json& conditions, const json& value, const std::string& type) {
  return satisfies(conditions, {value, type});
}

}  // namespace deskgate::mapping::test
