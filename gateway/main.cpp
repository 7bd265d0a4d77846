// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <iostream>
#include <string_view>

#include "gateway/cli/syntax.hpp"

namespace {

// What the shell asks when the user presses Tab: deskgate --complete WORD…
bool is_completion(int argc, char** argv) {
  return argc > 2 && std::string_view(argv[1]) == "--complete";
}

}  // namespace

int main(int argc, char** argv) {
  namespace cli = deskgate::gateway::cli;
  cli::CommandLine line;
  cli::add_daemon_commands(line);
  cli::add_client_commands(line);
  cli::add_trust_commands(line);
  cli::add_bus_commands(line);
  cli::add_policy_commands(line);
  if (!is_completion(argc, argv)) return line.run(argc, argv);
  for (const auto& word : line.candidates({argv + 2, argv + argc})) std::cout << word << '\n';
  return 0;
}
