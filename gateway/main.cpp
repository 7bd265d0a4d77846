// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/cli/syntax.hpp"

int main(int argc, char** argv) {
  namespace cli = deskgate::gateway::cli;
  cli::CommandLine line;
  cli::add_daemon_commands(line);
  cli::add_client_commands(line);
  cli::add_bus_commands(line);
  cli::add_policy_commands(line);
  return line.run(argc, argv);
}
