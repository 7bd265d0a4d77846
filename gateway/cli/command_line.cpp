// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/cli/command_line.hpp"

#include <iostream>
#include <utility>
#include <vector>

#include "gateway/cli/commands.hpp"
#include "gateway/cli/output.hpp"
#include "mapping/nearest.hpp"
#include "mapping/text.hpp"

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

std::vector<std::string> names_of_subcommands(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* each : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(each->get_name());
  }
  return names;
}

// Which subcommand was meant by a word that is none.
std::string meant_by(const std::string& word, const CLI::App& app) {
  return mapping::did_you_mean(word, names_of_subcommands(app));
}

// nullptr: it has none of that name.
const CLI::App* find_subcommand(const CLI::App& app, const std::string& name) {
  const auto found =
      app.get_subcommands([&](const CLI::App* each) { return each->get_name() == name; });
  return found.empty() ? nullptr : found.front();
}

// The first word that nobody wanted.
std::string what_is_extra(const CLI::App& app, const CLI::App& command) {
  const auto word = app.remaining(true).front();
  return "it does not take " + mapping::in_quotes(word) + meant_by(word, command);
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

std::vector<std::string> CommandLine::candidates(const std::vector<std::string>& words) const {
  const auto* command = &app_;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (const auto* next = find_subcommand(*command, words[i])) command = next;
  }
  auto candidates = names_of_subcommands(*command);
  for (const auto* option : command->get_options()) {
    for (const auto& name : option->get_lnames()) candidates.push_back("--" + name);
  }
  std::erase_if(candidates, [&](const auto& each) { return !each.starts_with(words.back()); });
  return candidates;
}

int CommandLine::run(int argc, const char* const* argv) {
  try {
    app_.parse(argc, argv);
  } catch (const CLI::Success& help) {
    return app_.exit(help);
  } catch (const CLI::ExtrasError&) {
    return misused(asked_for(app_), what_is_extra(app_, asked_for(app_)));
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
