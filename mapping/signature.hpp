// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// D-Bus signatures: validated, and taken apart into complete types (D-Bus specification, "Type
// System").
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace deskgate::mapping {

// At most 255 octets, nesting of arrays and of structs (which includes dictionary entries) at most
// 32 each, dictionary keys basic, no empty struct.
bool is_signature(std::string_view text);

// Exactly one complete type.
bool is_single_type(std::string_view text);

// "sa{sv}(ii)" → "s", "a{sv}", "(ii)". `signature` must be valid.
std::vector<std::string> complete_types(std::string_view signature);

// The length of the first complete type. `signature` must be valid and not empty.
std::size_t first_type_length(std::string_view signature);

// What stands behind a type in messages: "y" → "0..255", "as" → "a list of texts". `type` must be
// one complete type.
std::string describe_type(std::string_view type);

}  // namespace deskgate::mapping
