// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <CLI/CLI.hpp>
#include <iostream>
#include <string>
#include <vector>

#include "gateway/cli/commands.hpp"

namespace {

constexpr int usage_error = 2;

}  // namespace

int main(int argc, char** argv) {
  namespace cli = deskgate::gateway::cli;
  CLI::App app("Deskgate: chosen parts of this desktop's D-Bus, over WAMP", "deskgate");
  app.set_version_flag("--version", "deskgate " DESKGATE_VERSION);
  app.require_subcommand(0, 1);

  cli::RunOptions options;
  auto* run = app.add_subcommand("run", "Run the gateway in the foreground");
  run->add_option("--config", options.config, "The configuration file")->type_name("FILE");
  run->add_flag("--no-bus", options.no_bus, "The WAMP router alone, without D-Bus");

  std::vector<std::string> files;
  auto* policy = app.add_subcommand("policy", "Work on policy files");
  policy->require_subcommand(0, 1);
  auto* check =
      policy->add_subcommand("check", "Say what is wrong with policy files, if anything is");
  check->add_option("FILE", files, "Policy files")->required();

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : usage_error;
  }
  if (run->parsed()) return cli::run(options);
  if (check->parsed()) return cli::policy_check(files);
  std::cerr << (policy->parsed() ? policy : &app)->help();
  return usage_error;
}
