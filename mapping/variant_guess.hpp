// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The D-Bus type of a value that goes into a variant without saying its own.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace deskgate::mapping {

// boolean b, text s, binary ay, integer i, else x, else t, other number d, a list of text as, a
// dictionary a{sv}; "" for everything else (null, an empty or another list).
std::string guess_variant_type(const nlohmann::json& value);

}  // namespace deskgate::mapping
