// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A walk over JSON text that checks everything and builds nothing.
//
// The router forwards octets that it has never parsed, so they must be found lawful first: the
// whole grammar of RFC 8259, valid UTF-8, nesting within max_nesting. The walk does not recurse:
// its stack is one bit per level. What it lets through, any parser of JSON reads; numbers beyond
// every range and lone surrogates are lawful JSON and pass.
#pragma once

#include <string_view>

#include "router/error.hpp"
#include "router/raw_message.hpp"

namespace deskgate::router {

// Walks a message, which must be one list, and puts its elements into `raw`, which is empty. Fails
// with wamp.error.protocol_violation and the place: "octet 17: expected ',' or ']'".
Result<void> walk_json_message(std::string_view text, RawMessage& raw);

// Walks any one value; fails with wamp.error.invalid_argument. The value may nest one level less
// than a message: it is part of one. An integer beyond 64 bits is refused: a parser would make
// another number of it. `element`: as for Serializer::decode_value.
Result<void> walk_json_value(std::string_view text, std::string_view element = "element");

}  // namespace deskgate::router
