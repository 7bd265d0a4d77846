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

const json& unwrapped(const json& value) {
  const json* inner = &value;
  bool is_variant = true;
  while (is_variant && is_typed_value(*inner)) {
    is_variant = inner->at("t") == "v";
    inner = &inner->at("v");
  }
  return *inner;
}

}  // namespace deskgate::mapping
