// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/typed_value.hpp"

namespace deskgate::mapping {

using nlohmann::json;

bool is_typed_value(const json& value) {
  if (!value.is_object() || value.size() != 2 || !value.contains("v")) return false;
  const auto type = value.find("t");
  return type != value.end() && type->is_string();
}

Typed unwrapped(const json& value, std::string_view type) {
  if (type != "v" || !is_typed_value(value)) return {value, type};
  return unwrapped(value["v"], value["t"].get_ref<const std::string&>());
}

}  // namespace deskgate::mapping
