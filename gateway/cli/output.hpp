// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What the subcommands print: JSON for programs, columns for people.
#pragma once

#include <string>
#include <vector>

#include "router/payload.hpp"

namespace deskgate::gateway::cli {

// On one line, without a line feed. Octets are written as WAMP has them in JSON, what JSON has no
// form for as null.
std::string json_text(const router::Value& value);

// The text that a dictionary of Deskgate's own has under the key; services may have chosen it, so
// control characters are escaped.
std::string text_at(const router::Value& dictionary, const char* key);

// Rows of cells, each column as wide as its widest cell; each line ends with a line feed.
std::string columns(const std::vector<std::vector<std::string>>& rows);

// "1 object", "2 objects"
std::string counted(std::size_t count, const std::string& noun);

// One line on standard error, which names the program. Returns the exit status 1.
int failed(const std::string& why);

// The same about what the router refused or a callee failed at.
int failed(const router::Error& error);

}  // namespace deskgate::gateway::cli
