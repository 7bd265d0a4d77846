// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/cli/command_line.hpp"

#include <iostream>
#include <utility>
#include <vector>

#include "gateway/cli/commands.hpp"
#include "gateway/cli/output.hpp"
#include "mapping/nearest.hpp"

namespace deskgate::gateway::cli {
namespace {

constexpr int usage_error = 2;

// The innermost subcommand that the user named.
CLI::App& asked_for(CLI::App& app) {
  const auto parsed = app.get_subcommands();
  return parsed.empty() ? app : asked_for(*parsed.front());
}

std::string name_of(const CLI::App& app) {
  const auto* parent = app.get_parent();
  return (parent ? name_of(*parent) + " " : "") + app.get_name();
}

// Which subcommand was meant by a word that is none.
std::string meant_by(const std::string& word, const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* each : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(each->get_name());
  }
  return mapping::did_you_mean(word, names);
}

int misused(const CLI::App& app, const std::string& why) {
  std::cerr << name_of(app) << ": " << why << "; \"" << name_of(app)
            << " --help\" says what it takes\n";
  return usage_error;
}

}  // namespace

CommandLine::CommandLine()
    : app_("Deskgate: chosen parts of this desktop's D-Bus, over WAMP", "deskgate") {
  app_.set_version_flag("--version", "deskgate " DESKGATE_VERSION);
  app_.require_subcommand(0, 1);
}

CLI::App& CommandLine::add_family(const std::string& name, const std::string& summary) {
  auto& family = *app_.add_subcommand(name, summary);
  family.require_subcommand(0, 1);
  return family;
}

CLI::App& CommandLine::add(CLI::App& parent, const std::string& name, const std::string& summary,
                           Action action) {
  auto& command = *parent.add_subcommand(name, summary);
  actions_.emplace(&command, std::move(action));
  return command;
}

int CommandLine::run(int argc, const char* const* argv) {
  try {
    app_.parse(argc, argv);
  } catch (const CLI::Success& help) {
    return app_.exit(help);
  } catch (const CLI::ExtrasError& error) {
    const auto extras = asked_for(app_).remaining(true);
    const auto word = extras.empty() ? app_.remaining(true) : extras;
    return misused(asked_for(app_), word.empty() ? error.what()
                                                 : "it does not take \"" + word.front() + "\"" +
                                                       meant_by(word.front(), asked_for(app_)));
  } catch (const CLI::ParseError& error) {
    return misused(asked_for(app_), error.what());
  }
  return run_parsed();
}

int CommandLine::run_parsed() {
  const auto& command = asked_for(app_);
  const auto action = actions_.find(&command);
  if (action == actions_.end()) {
    std::cerr << command.help();
    return usage_error;
  }
  try {
    return action->second();
  } catch (const UsageError& error) {
    return misused(command, error.what());
  } catch (const std::exception& error) {
    return failed(error.what());
  }
}

}  // namespace deskgate::gateway::cli
