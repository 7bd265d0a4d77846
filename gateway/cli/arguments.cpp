// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/cli/arguments.hpp"

#include <nlohmann/json.hpp>

#include "gateway/cli/commands.hpp"
#include "mapping/text.hpp"
#include "router/serializer.hpp"

namespace deskgate::gateway::cli {
namespace {

using router::Value;

Value read_argument(const std::string& text, std::size_t number) {
  if (const auto value = router::json_serializer().decode_value(text)) return *value;
  const auto which = "argument " + std::to_string(number);
  if (text.starts_with("--")) {
    throw UsageError(which + " is neither an option nor JSON: " + mapping::in_quotes(text));
  }
  throw UsageError(which + " is no JSON: " + mapping::in_quotes(text) +
                   "; text has quotes of its own, which the shell must leave: '\"text\"'");
}

router::Dict read_keywords(const std::string& text) {
  const auto value = router::json_serializer().decode_value(text);
  if (value && value->is_object()) return *value;
  throw UsageError("--kwargs is no JSON object: " + mapping::in_quotes(text) +
                   R"(; it looks like '{"name": 5}')");
}

}  // namespace

router::Payload read_arguments(const std::vector<std::string>& arguments,
                               const std::string& keywords) {
  auto args = Value::array();
  for (const auto& text : arguments) args.push_back(read_argument(text, args.size() + 1));
  return router::Payload(std::move(args),
                         keywords.empty() ? router::Dict::object() : read_keywords(keywords));
}

}  // namespace deskgate::gateway::cli
