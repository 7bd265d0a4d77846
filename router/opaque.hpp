// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// "Payload transparency" as Autobahn and Crossbar have it: the dictionary of a message says
// `enc_algo`, and one binary stands in place of the arguments, which only their receiver can read.
//
// It is older than the specification's payload passthru mode (`ppt_*`), whose binary is an ordinary
// argument and needs nothing of the router.
#pragma once

#include "router/payload.hpp"

namespace deskgate::router {

// Whether a message with these Options or Details may have an opaque payload: `enc_algo` is text.
bool has_opaque_payload(const Dict& options);

// Copies what the receiver of an opaque payload must know (enc_algo, enc_key, enc_serializer) from
// the Options of the message that came to the Details of the one that goes out.
void carry_opaque_keys(const Dict& options, Dict& details);

}  // namespace deskgate::router
