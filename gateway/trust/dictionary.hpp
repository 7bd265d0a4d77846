// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// How the procedures here take what is wished: as one dictionary.
#pragma once

#include <initializer_list>
#include <nlohmann/json.hpp>

#include "router/error.hpp"
#include "router/payload.hpp"

namespace deskgate::gateway::trust {

// The one argument, a dictionary with no other keys than these. Fails with
// wamp.error.invalid_argument, which names what is unknown.
router::Result<nlohmann::json> read_dictionary(const router::Payload& payload,
                                               std::initializer_list<const char*> keys);

}  // namespace deskgate::gateway::trust
