// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <iostream>

#include "gateway/bus/uris.hpp"
#include "gateway/cli/client.hpp"
#include "gateway/cli/commands.hpp"
#include "gateway/cli/configuration.hpp"
#include "gateway/cli/output.hpp"
#include "gateway/cli/viewer.hpp"

namespace deskgate::gateway::cli {
namespace {

using router::Value;

// "left i, right i"
std::string arguments(const Value& list) {
  std::string line;
  for (const auto& argument : list) {
    const auto name = text_at(argument, "name");
    line +=
        (line.empty() ? "" : ", ") + (name.empty() ? "" : name + " ") + text_at(argument, "type");
  }
  return line;
}

void print_procedures(const Value& procedures) {
  std::cout << "\nProcedures, with what they take and answer in D-Bus types:\n";
  for (const auto& procedure : procedures) {
    const auto answer = arguments(procedure.at("out"));
    std::cout << "  " << text_at(procedure, "uri") << "(" << arguments(procedure.at("in")) << ")"
              << (answer.empty() ? "" : " -> " + answer) << '\n';
  }
}

void print_topics(const Value& topics) {
  std::cout << "\nTopics, with what their events carry:\n";
  for (const auto& topic : topics) {
    std::cout << "  " << text_at(topic, "uri") << "(" << arguments(topic.at("arguments")) << ")  "
              << text_at(topic, "kind") << '\n';
  }
}

void print_object(const Value& object) {
  std::cout << text_at(object, "uri") << '\n'
            << columns({{"  name",
                         text_at(object, "name") + " on the " + text_at(object, "bus") + " bus"},
                        {"  path", text_at(object, "path")},
                        {"  policy", text_at(object, "policy")}});
  if (!object.at("procedures").empty()) print_procedures(object.at("procedures"));
  if (!object.at("topics").empty()) print_topics(object.at("topics"));
}

// What of it the holder of the grants may use.
Value used_by(const Viewer& viewer, const Config& config, Value object) {
  const auto policy = load_policies(config);
  const auto keep = [&](Value& members, mapping::Operation operation) {
    auto kept = Value::array();
    std::copy_if(members.begin(), members.end(), std::back_inserter(kept), [&](const auto& member) {
      return policy.decide(viewer.grants, operation, text_at(member, "uri")).is_allowed;
    });
    members = std::move(kept);
  };
  keep(object.at("procedures"), mapping::Operation::call);
  keep(object.at("topics"), mapping::Operation::subscribe);
  return object;
}

}  // namespace

int bus_describe(const BusDescribeOptions& options) {
  const auto config = load_config(options.config);
  if (!config) return 1;
  const auto result = Client(*config).call(std::string(bus::uris::describe),
                                           router::Payload(Value::array({options.uri})));
  if (!result) return failed(result.error());
  auto object = result->args.at(0);
  if (options.names_somebody()) {
    object = used_by(viewer_of(options, *config), *config, std::move(object));
  }
  options.is_json ? static_cast<void>(std::cout << json_text(object) << '\n')
                  : print_object(object);
  return 0;
}

}  // namespace deskgate::gateway::cli
