// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <cstddef>
#include <optional>

#include "router/authorizer.hpp"
#include "router/error.hpp"

namespace deskgate::router {

// What a realm asks of the URIs of one client.
struct UriRules {
  std::size_t longest;  // octets
  bool is_strict = false;
};

// Why nobody may ask this, whatever his rights: wamp.error.invalid_uri. nullopt: it is lawful.
std::optional<Error> find_unlawful(const Request& what, const UriRules& rules);

}  // namespace deskgate::router
