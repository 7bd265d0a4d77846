// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// About how much memory a value occupies: what the bounds on kept events count.
#pragma once

#include <cstddef>

#include "router/payload.hpp"

namespace deskgate::router {

// In octets: the text and binary in it, and a fixed amount for each element and key.
std::size_t footprint(const Value& value);

}  // namespace deskgate::router
