// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/variant_guess.hpp"

#include <algorithm>

#include "mapping/scalar.hpp"

namespace deskgate::mapping {

using nlohmann::json;

namespace {

std::string integer_type(const json& value) {
  if (to_integer<std::int32_t>(value)) return "i";
  return to_integer<std::int64_t>(value) ? "x" : "t";
}

std::string list_type(const json& list) {
  const auto is_text = [](const json& element) { return element.is_string(); };
  return !list.empty() && std::all_of(list.begin(), list.end(), is_text) ? "as" : "";
}

}  // namespace

std::string guess_variant_type(const json& value) {
  if (value.is_boolean()) return "b";
  if (value.is_string()) return "s";
  if (value.is_binary()) return "ay";
  if (value.is_number_integer()) return integer_type(value);
  if (value.is_number_float()) return "d";
  if (value.is_array()) return list_type(value);
  return value.is_object() ? "a{sv}" : "";
}

}  // namespace deskgate::mapping
