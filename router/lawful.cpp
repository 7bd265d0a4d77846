// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/lawful.hpp"

#include <string>

#include "router/limits.hpp"
#include "router/uri.hpp"

namespace deskgate::router {
namespace {

Error invalid_uri(std::string message) {
  return {std::string(error::invalid_uri), std::move(message)};
}

}  // namespace

std::optional<Error> find_unlawful(const Request& what, const UriRules& rules) {
  if (what.uri.size() > rules.longest) {
    return invalid_uri("a URI of " + std::to_string(what.uri.size()) + " octets, and " +
                       std::to_string(rules.longest) + " are the most here");
  }
  if (!is_pattern(what.uri, what.match)) {
    return invalid_uri(quote(what.uri) + " is not a URI for match " + quote(to_string(what.match)));
  }
  if (rules.is_strict && !is_strict(what.uri)) {
    return invalid_uri(quote(what.uri) +
                       " has more than a to z, 0 to 9 and _ between its dots, and URIs "
                       "are strict here");
  }
  if (what.match == Match::wildcard && component_count(what.uri) > max_wildcard_components) {
    return invalid_uri(quote(what.uri) + " has more than " +
                       std::to_string(max_wildcard_components) +
                       " components, which is too long for match \"wildcard\"");
  }
  const bool is_claim = what.action == Action::register_ || what.action == Action::publish;
  if (is_claim && is_reserved(what.uri)) {
    return invalid_uri(quote(what.uri) + " is reserved for the router");
  }
  return std::nullopt;
}

}  // namespace deskgate::router
