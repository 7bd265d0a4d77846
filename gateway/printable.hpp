// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <string>
#include <string_view>

namespace deskgate::gateway {

// Foreign text with its control characters escaped ("\x1b"): it must not move the cursor of a
// terminal or forge a line.
std::string printable(std::string_view text);

}  // namespace deskgate::gateway
