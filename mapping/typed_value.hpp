// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A variant's value with its type beside it: {"t": signature, "v": value}.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

namespace deskgate::mapping {

// Whether the value is such a dictionary: exactly these two keys, the first with text.
bool is_typed_value(const nlohmann::json& value);

// A value that outlives it, and its D-Bus type.
struct Typed {
  const nlohmann::json& value;
  std::string_view type;
};

// What a value of this type amounts to: what is in a variant without its wrappers (a variant may
// hold a variant), anything else as it is.
Typed unwrapped(const nlohmann::json& value, std::string_view type);

}  // namespace deskgate::mapping
