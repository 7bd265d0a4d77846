// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Messages that are larger than their receiver has said that it takes. The specification leaves
// open what becomes of them ("RawSocket Transport"): here whoever waits for an answer gets an
// error, a subscriber an event without its arguments, and nobody loses the connection for what
// somebody else has sent.
#pragma once

#include <cstddef>
#include <optional>

#include "router/message.hpp"

namespace deskgate::router {

// What goes out in place of a message that is larger than `largest` octets: for an EVENT the same
// without arguments and with Details.payload_limit_exceeded, for a RESULT or ERROR an ERROR
// wamp.error.payload_size_exceeded. nullopt: nothing can stand for it.
std::optional<Message> in_place_of(const Message& oversized, std::size_t largest);

// wamp.error.payload_size_exceeded if arguments of so many octets do not fit into a message of at
// most `largest`.
Result<void> check_size(std::size_t arguments, std::size_t largest);

}  // namespace deskgate::router
