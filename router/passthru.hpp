// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Payload passthru (specification, "Payload Passthru Mode"): what sender and receiver agree on
// about a payload that the router cannot read travels in the options of the one message and the
// details of the other.
//
// Both forms do: `ppt_*`, which needs announcing, and the older `enc_*` (opaque.hpp), which is
// carried for those who use it among themselves. Other options are never carried over: a client
// could forge what the router says.
#pragma once

#include "router/message.hpp"

namespace deskgate::router {

// Whether a message with these options is in payload passthru mode.
bool is_passthru(const Dict& options);

// Fails with wamp.error.protocol_violation if the options are in payload passthru mode and the
// sender has not announced that, or if they are mistyped. The payload is not looked at.
Result<void> check_passthru(Code message, const Dict& options, bool is_announced);

// Copies the keys of both forms.
void carry_passthru(const Dict& options, Dict& details);

}  // namespace deskgate::router
