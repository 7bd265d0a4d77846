// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <string>

#include "mapping/policy.hpp"

namespace deskgate::gateway::trust {

// What grants open, for people: "media players (control), notifications (see, send)". A policy
// file's name for itself is what stands before the colon of its summary.
std::string in_plain_words(const mapping::Policy& policy, const mapping::Grants& grants);

}  // namespace deskgate::gateway::trust
