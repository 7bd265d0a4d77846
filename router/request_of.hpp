// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <optional>

#include "router/authorizer.hpp"
#include "router/message.hpp"

namespace deskgate::router {

// What the authorizer is asked about this message; nullopt: nothing, or its options are wrong.
// Valid as long as the message.
std::optional<Request> request_of(const Message& message);

}  // namespace deskgate::router
