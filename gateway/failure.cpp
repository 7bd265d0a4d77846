// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/failure.hpp"

#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace deskgate::gateway {

void fail(const std::string& offender, const std::string& what) {
  throw std::runtime_error(offender + ": " + what);
}

void fail_with_errno(const std::string& offender, const std::string& what) {
  fail(offender, what + ": " + std::generic_category().message(errno));
}

}  // namespace deskgate::gateway
