// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <iostream>

#include "gateway/bus/uris.hpp"
#include "gateway/cli/client.hpp"
#include "gateway/cli/commands.hpp"
#include "gateway/cli/configuration.hpp"
#include "gateway/cli/output.hpp"

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

void print(const Value& object) {
  std::cout << text_at(object, "uri") << '\n'
            << columns({{"  name",
                         text_at(object, "name") + " on the " + text_at(object, "bus") + " bus"},
                        {"  path", text_at(object, "path")},
                        {"  policy", text_at(object, "policy")}});
  if (!object.at("procedures").empty()) print_procedures(object.at("procedures"));
  if (!object.at("topics").empty()) print_topics(object.at("topics"));
}

}  // namespace

int bus_describe(const BusDescribeOptions& options) {
  const auto config = load_config(options.config);
  if (!config) return 1;
  const auto result = Client(*config).call(std::string(bus::uris::describe),
                                           router::Payload(Value::array({options.uri})));
  if (!result) return failed(result.error());
  const auto& object = result->args.at(0);
  options.is_json ? static_cast<void>(std::cout << json_text(object) << '\n') : print(object);
  return 0;
}

}  // namespace deskgate::gateway::cli
