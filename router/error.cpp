// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/error.hpp"

#include <stdexcept>
#include <utility>

#include "router/uri.hpp"

namespace deskgate::router {

Error invalid_argument(std::string message) {
  return {std::string(error::invalid_argument), std::move(message)};
}

Error protocol_violation(std::string message) {
  return {std::string(error::protocol_violation), std::move(message)};
}

std::string quote(std::string_view text) {
  return '"' + std::string(text) + '"';
}

void throw_exception_from_error(const Error& error, const boost::source_location& where) {
  throw std::logic_error(where.to_string() + ": unexpected " + error.uri + ": " + error.message);
}

}  // namespace deskgate::router
