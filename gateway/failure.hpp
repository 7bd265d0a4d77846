// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What cannot go on is thrown: std::runtime_error, whose text names the offender first.
#pragma once

#include <string>

namespace deskgate::gateway {

// "OFFENDER: WHAT"
[[noreturn]] void fail(const std::string& offender, const std::string& what);

// "OFFENDER: WHAT: " and what errno says.
[[noreturn]] void fail_with_errno(const std::string& offender, const std::string& what);

}  // namespace deskgate::gateway
