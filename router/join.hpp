// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// From HELLO to WELCOME: what a client must say to join, and what it is told.
#pragma once

#include "router/authenticator.hpp"
#include "router/authorizer.hpp"
#include "router/message.hpp"

namespace deskgate::router {

// What is wrong with a HELLO, apart from its realm; success: it may say who it is.
Result<void> check_hello(const Hello& hello);

// Announces what this router does, and nothing else.
Welcome make_welcome(const Principal& who, const std::string& realm, const Dict& authextra);

}  // namespace deskgate::router
