// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/error.hpp"

#include <stdexcept>

namespace deskgate::router {

void throw_exception_from_error(const Error& error, const boost::source_location& where) {
  throw std::logic_error(where.to_string() + ": unexpected " + error.uri + ": " + error.message);
}

}  // namespace deskgate::router
