// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What holds for every serializer, whatever it is given.
#pragma once

#include <string_view>

#include "router/serializer.hpp"

namespace deskgate::fuzz {

// Octets that are refused are refused as a protocol violation that says why. Octets that are a
// message make, encoded and decoded again, an equal message; its arguments are, octet for octet,
// those that came in. Where they have values, the values survive being encoded; and what another
// serializer makes of them is a message there.
void check_serializer(const router::Serializer& serializer, std::string_view octets);

}  // namespace deskgate::fuzz
