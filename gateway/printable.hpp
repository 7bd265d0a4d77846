// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace deskgate::gateway {

// Foreign text with escapes in place of what would move the cursor of a terminal, forge a line or
// show words in another order: control characters ("\x1b", "\u009b"), those that end a line or turn
// the direction of writing ("\u202e"), and octets that are no UTF-8 ("\xff").
std::string printable(std::string_view text);

// UTF-8 text of at most so many octets, at least three; "…" stands for what does not fit.
std::string shortened(std::string_view text, std::size_t most_octets);

}  // namespace deskgate::gateway
