// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <string>
#include <string_view>

namespace deskgate::router {

// Whether `octets` are well-formed UTF-8: no surrogates, no overlong forms, nothing cut short.
bool is_utf8(std::string_view octets);

// The text with U+FFFD in place of whatever in it is not UTF-8.
std::string to_utf8(std::string_view octets);

}  // namespace deskgate::router
