// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The subcommands, one file each. Each returns the exit status: 0, or 1 if the thing failed.
#pragma once

#include <string>
#include <vector>

namespace deskgate::gateway::cli {

struct RunOptions {
  std::string config;   // "": the default file, if there is one
  bool no_bus = false;  // the router alone
};

// deskgate run
int run(const RunOptions& options);

// deskgate policy check FILE…
int policy_check(const std::vector<std::string>& files);

}  // namespace deskgate::gateway::cli
