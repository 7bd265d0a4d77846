// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/cli/syntax.hpp"

#include <memory>
#include <string>

#include "gateway/cli/commands.hpp"
#include "gateway/cli/common_syntax.hpp"

namespace deskgate::gateway::cli {
namespace {

constexpr int largest_count = 1'000'000'000;
constexpr auto arguments_footer =
    "Each ARG is JSON: 5, true, '\"text\"', '[1, 2]'. Text has quotes of its own, which the shell\n"
    "must leave.";

// What stands behind the URI is not looked at by CLI11: a negative number is no option.
template <class Options>
void add_arguments(CLI::App& command, Options& options) {
  command.allow_extras();
  command.footer(arguments_footer);
  command.add_option("--kwargs", options.keywords, "Keyword arguments, a JSON object")
      ->type_name("OBJECT");
}

void add_call(CommandLine& line) {
  auto options = std::make_shared<CallOptions>();
  auto& command = line.add(line.root(), "call", "Call a procedure: deskgate call URI [ARG...]",
                           action(call, options));
  command.add_option("URI", options->procedure, "The procedure")->required();
  add_arguments(command, *options);
  add_common(command, *options);
  command.final_callback([&command, options] { options->arguments = command.remaining(); });
}

void add_publish(CommandLine& line) {
  auto options = std::make_shared<PublishOptions>();
  auto& command =
      line.add(line.root(), "publish", "Publish an event: deskgate publish URI [ARG...]",
               action(publish, options));
  command.add_option("URI", options->topic, "The topic")->required();
  add_arguments(command, *options);
  add_config(command, options->config);
  command.add_flag("--retain", options->retain, "Keep it for those who subscribe later");
  command.final_callback([&command, options] { options->arguments = command.remaining(); });
}

void add_subscribe(CommandLine& line) {
  auto options = std::make_shared<SubscribeOptions>();
  auto& command =
      line.add(line.root(), "subscribe", "Print the events of a topic until interrupted, in JSON",
               action(subscribe, options));
  command.add_option("URI", options->topic, "The topic, or a pattern as --match says")->required();
  command
      .add_option("--match", options->match,
                  "How the URI is compared: exact (default), prefix or wildcard")
      ->type_name("KIND")
      ->check(CLI::IsMember({"exact", "prefix", "wildcard"}));
  command.add_option("--count", options->count, "End after so many events")
      ->type_name("N")
      ->check(CLI::Range(1, largest_count));
  add_config(command, options->config);
  command.footer("One line for each event. What is retained for late joiners comes first.");
}

void add_view(CLI::App& command, ViewOptions& options, const std::string& of_role,
              const std::string& of_device) {
  auto* role = command.add_option("--role", options.role, of_role)->type_name("NAME");
  command.add_option("--device", options.device, of_device)->type_name("NAME")->excludes(role);
}

void add_explain(CommandLine& line, CLI::App& family) {
  auto options = std::make_shared<PolicyExplainOptions>();
  auto& command = line.add(family, "explain", "Say who may use a URI, and which line decides that",
                           action(policy_explain, options));
  command.add_option("URI", options->uri, "A procedure, or with --subscribe a topic")->required();
  add_view(command, *options, "Only for this role, instead of for each", "For this paired device");
  command.add_flag("--subscribe", options->is_subscribe, "Explain a subscription, not a call");
  add_common(command, *options);
}

void add_new(CommandLine& line, CLI::App& family) {
  auto options = std::make_shared<PolicyNewOptions>();
  auto& command =
      line.add(family, "new", "Write a policy file for a service that runs, to be edited",
               action(policy_new, options));
  command.add_option("NAME", options->name, "The service's name on the bus")->required();
  command.add_option("--bus", options->bus, "session (default) or system")
      ->type_name("BUS")
      ->check(CLI::IsMember({"session", "system"}));
  command
      .add_option("--path", options->path,
                  "The object, or objects with {captures}, if the service has several kinds")
      ->type_name("PATH");
  command.add_option("--output", options->output, "The file to write, instead of standard output")
      ->type_name("FILE");
  command.add_flag("--start", options->may_start, "Start the service if it does not run");
  add_config(command, options->config);
  command.footer("It opens what may only be read; everything else is there as a comment.");
}

void add_switch(CommandLine& line, CLI::App& family, const std::string& name,
                const std::string& summary, int (*command)(const PolicySwitchOptions&)) {
  auto options = std::make_shared<PolicySwitchOptions>();
  auto& added = line.add(family, name, summary, action(command, options));
  added.add_option("ID", options->id, "The file's name without .toml, as \"policy list\" tells it")
      ->required();
  add_config(added, options->config);
}

}  // namespace

void add_daemon_commands(CommandLine& line) {
  auto options = std::make_shared<RunOptions>();
  auto& command =
      line.add(line.root(), "run", "Run the gateway in the foreground", action(run, options));
  command.add_option("--config", options->config, "The configuration file")->type_name("FILE");
  command.add_flag("--no-bus", options->no_bus, "The WAMP router alone, without D-Bus");

  auto common = std::make_shared<CommonOptions>();
  add_common(line.add(line.root(), "status", "Say whether Deskgate runs, and where it listens",
                      action(status, common)),
             *common);
}

void add_client_commands(CommandLine& line) {
  add_call(line);
  add_publish(line);
  add_subscribe(line);
}

void add_bus_commands(CommandLine& line) {
  auto& family = line.add_family("bus", "See what is mirrored from D-Bus now");
  auto list = std::make_shared<ViewOptions>();
  auto& list_command =
      line.add(family, "list", "List the objects that are mirrored", action(bus_list, list));
  add_view(list_command, *list, "Only those that the role may see",
           "Only those that the paired device may see");
  add_common(list_command, *list);

  auto describe = std::make_shared<BusDescribeOptions>();
  auto& describe_command =
      line.add(family, "describe", "Say which procedures and topics an object has",
               action(bus_describe, describe));
  describe_command.add_option("URI", describe->uri, "The object, as \"bus list\" tells it")
      ->required();
  add_view(describe_command, *describe, "Only what the role may use",
           "Only what the paired device may use");
  add_common(describe_command, *describe);
}

void add_policy_commands(CommandLine& line) {
  auto& family = line.add_family("policy", "Work on policy files");
  auto list = std::make_shared<CommonOptions>();
  add_common(line.add(family, "list", "List the policy files, their grants and who holds them",
                      action(policy_list, list)),
             *list);

  auto check = std::make_shared<PolicyCheckOptions>();
  auto& check_command =
      line.add(family, "check", "Say what is wrong with policy files, if anything is",
               action(policy_check, check));
  check_command.add_option("FILE", check->files,
                           "Policy files; those of the configured folders if none is given");
  add_config(check_command, check->config);

  add_explain(line, family);
  add_new(line, family);
  add_switch(line, family, "enable", "Let a policy file that is disabled hold again",
             policy_enable);
  add_switch(line, family, "disable", "Let a policy file hold no more", policy_disable);
}

}  // namespace deskgate::gateway::cli
