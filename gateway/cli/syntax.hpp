// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include "gateway/cli/command_line.hpp"

namespace deskgate::gateway::cli {

// run, status
void add_daemon_commands(CommandLine& line);

// call, publish, subscribe
void add_client_commands(CommandLine& line);

// bus list, describe
void add_bus_commands(CommandLine& line);

// pair, devices list, grant, …
void add_trust_commands(CommandLine& line);

// policy list, check, …
void add_policy_commands(CommandLine& line);

}  // namespace deskgate::gateway::cli
