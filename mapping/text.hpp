// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Text as it is shown in messages, and as the two buses allow it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace deskgate::mapping {

// Strictly: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view text);

// Why sd-bus would refuse the text, or cut it at U+0000; nullopt: it takes it.
std::optional<std::string> bus_text_fault(std::string_view text);

// In double quotes, control characters escaped, long text cut: for messages on one line.
std::string in_quotes(std::string_view text);

// "a, b, c"
std::string joined(const std::vector<std::string>& parts);

// The parts between the separators; "" has one, empty, part.
// Whether one of the texts is `text`.
bool contains(const std::vector<std::string>& texts, std::string_view text);

std::vector<std::string_view> split(std::string_view text, char separator);

}  // namespace deskgate::mapping
