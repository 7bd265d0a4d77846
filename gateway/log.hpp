// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The log: one line per event on standard error, under a name from the closed list in
// docs/operations.md.
//
// error: Deskgate failed. warning: a peer misbehaved or was refused. info: start, stop, join,
// leave, reload. Never a payload, a key or a notification's text. Control characters of foreign
// text are escaped, and what is said of an event ends with "…" after a thousand octets.
#pragma once

#include <string_view>

namespace deskgate::gateway::log {

enum class Level { debug, info, warning, error };

void set_level(Level level);

void info(std::string_view event, std::string_view text);
void warning(std::string_view event, std::string_view text);
void error(std::string_view event, std::string_view text);

}  // namespace deskgate::gateway::log
