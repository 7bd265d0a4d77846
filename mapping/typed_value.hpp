// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A variant's value with its type beside it: {"t": signature, "v": value}.
#pragma once

#include <nlohmann/json.hpp>

namespace deskgate::mapping {

// Whether the value is such a dictionary: exactly these two keys, the first with text.
bool is_typed_value(const nlohmann::json& value);

// What a value for a variant amounts to without its wrappers (a variant may hold a variant).
const nlohmann::json& unwrapped(const nlohmann::json& value);

}  // namespace deskgate::mapping
