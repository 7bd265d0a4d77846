// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <string_view>

namespace deskgate::gateway::net {

// Whether `octets` are well-formed UTF-8: no surrogates, no overlong forms, nothing cut short.
bool is_utf8(std::string_view octets);

}  // namespace deskgate::gateway::net
