// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The key that this gateway is known by, for as long as it lives: Ed25519, made at the first start.
//
// What it signs for others is the router's half of cryptosign: 32 octets that a client chose.
#pragma once

#include <string>

#include "router/authentication/ed25519.hpp"

namespace deskgate::gateway::trust {

// Of the file at `path` (64 hexadecimal digits of the seed), which is made where there is none.
// Throws std::runtime_error with one sentence where it cannot be read or written.
router::authentication::SigningKey provide_identity(const std::string& path);

// A secret that this key alone leads to, for whatever must be the same after a restart and another
// on each machine. It is made of a signature that nobody can ask for: cryptosign signs 32 octets.
std::string secret_of(const router::authentication::SigningKey& identity);

// Of this process alone, where there is nowhere to keep one.
router::authentication::SigningKey passing_identity();

}  // namespace deskgate::gateway::trust
