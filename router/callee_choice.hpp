// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Which callee of a registration is asked (specification, "Shared Registration", "Call
// Re-Routing").
#pragma once

#include <span>

#include "router/registrations.hpp"

namespace deskgate::router {

// The callee whom the policy names for the next call, as if those in `tried` did not provide it;
// nullptr: no other does. With `roundrobin` the turn passes on.
const RegisteredCallee* choose_callee(Registration& registration, std::span<const SessionId> tried,
                                      const Entropy& entropy);

}  // namespace deskgate::router
