// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Octets in tests are written as hexadecimal digits, in groups as they read best: "93 01 a161".
#pragma once

#include <string>
#include <string_view>

#include "router/serializer.hpp"

namespace deskgate::router {

std::string hex(std::string_view digits);
std::string to_hex(std::string_view octets);

// The value as JSON text, or "error: " and why there is none.
std::string decoded(const Serializer& serializer, std::string_view digits);

// The digits of the encoded value.
std::string encoded(const Serializer& serializer, const Value& value);

// The text many times over.
std::string repeated(std::string_view text, int count);

}  // namespace deskgate::router
