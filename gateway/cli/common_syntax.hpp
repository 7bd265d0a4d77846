// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What the syntax of several families has in common.
#pragma once

#include <memory>

#include "gateway/cli/command_line.hpp"
#include "gateway/cli/commands.hpp"

namespace deskgate::gateway::cli {

// --config FILE
inline void add_config(CLI::App& command, std::string& config) {
  command.add_option("--config", config, "The configuration file, if it is not the usual one")
      ->type_name("FILE");
}

// --config FILE, --json
inline void add_common(CLI::App& command, CommonOptions& options) {
  add_config(command, options.config);
  command.add_flag("--json", options.is_json, "Print JSON, for a program to read");
}

// An action that finds its options where CLI11 has put them.
template <class Options>
CommandLine::Action action(int (*command)(const Options&), std::shared_ptr<Options> options) {
  return [command, options] { return command(*options); };
}

}  // namespace deskgate::gateway::cli
