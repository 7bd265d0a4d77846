// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Binary in JSON, as WAMP writes it: a string of U+0000 and base64 (specification, "Binary
// conversion of JSON Strings").
//
// A string that starts with U+0000 but does not go on in canonical base64 is a string. Keys of
// dictionaries are never binary.
#pragma once

#include "router/payload.hpp"

namespace deskgate::router {

bool holds_binary(const Value& value);

// Replaces binary by such strings, and back, at every depth.
Value without_binary(Value value);
Value with_binary(Value value);

}  // namespace deskgate::router
