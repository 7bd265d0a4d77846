// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The command line: which subcommands there are, what each takes, and what --help says of it.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace deskgate::gateway::cli {

// Knows no subcommand by itself; the functions of syntax.hpp add them.
class CommandLine {
 public:
  using Action = std::function<int()>;

  CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  CLI::App& root() { return app_; }

  // A subcommand that only has subcommands of its own.
  CLI::App& add_family(const std::string& name, const std::string& summary);

  // A subcommand. `action` runs if it is what the user asks for, when all options have been read.
  CLI::App& add(CLI::App& parent, const std::string& name, const std::string& summary,
                Action action);

  // What the last of the words, which follow the program's name, may become: subcommands and
  // options.
  std::vector<std::string> candidates(const std::vector<std::string>& words) const;

  // Does what the user asks for. Returns the exit status: 0, 1 if it failed, 2 if the command line
  // is wrong.
  int run(int argc, const char* const* argv);

 private:
  int run_parsed();

  CLI::App app_;
  std::map<const CLI::App*, Action> actions_;
};

}  // namespace deskgate::gateway::cli
