// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/config_history.hpp"

#include <algorithm>
#include <utility>

#include "mapping/text.hpp"
#include "router/limits.hpp"
#include "router/uri.hpp"

namespace deskgate::gateway {
namespace {

using mapping::in_quotes;
using mapping::StrictTable;
using router::HistoryRule;

constexpr std::int64_t largest_limit = 1'000'000;

bool is_lawful(const HistoryRule& rule) {
  return router::is_pattern(rule.topic, rule.match) &&
         (rule.match != router::Match::wildcard ||
          router::component_count(rule.topic) <= router::max_wildcard_components);
}

HistoryRule read_rule(const toml::table& source, const std::string& file,
                      mapping::Diagnostics& diagnostics) {
  StrictTable table(source, "[[history]]", file, diagnostics);
  HistoryRule rule;
  if (const auto text = table.text("match")) {
    const auto match = router::match_from(*text);
    if (match) rule.match = *match;
    if (!match) {
      table.complain(*table.node("match"),
                     "\"match\" must be \"exact\", \"prefix\" or \"wildcard\"");
    }
  }
  rule.topic = table.required_text("topic");
  const auto* topic = table.node("topic");
  if (topic && topic->is_string() && !is_lawful(rule)) {
    table.complain(
        *topic, "\"topic\" is not a URI for match = " + in_quotes(router::to_string(rule.match)));
  }
  const auto limit = table.integer("limit");
  if (!table.node("limit")) table.complain(source, "a history needs \"limit\"");
  if (limit && (*limit < 1 || *limit > largest_limit)) {
    table.complain(*table.node("limit"), "\"limit\" must be from 1 to 1000000");
  }
  rule.limit = static_cast<std::size_t>(limit.value_or(0));
  return rule;
}

}  // namespace

std::vector<HistoryRule> read_history(StrictTable& root, const std::string& file,
                                      mapping::Diagnostics& diagnostics) {
  std::vector<HistoryRule> rules;
  const auto* node = root.node("history");
  if (!node) return rules;
  if (!node->is_array_of_tables()) {
    root.complain(*node, "\"history\" must be tables, each under [[history]]");
    return rules;
  }
  for (const auto& element : *node->as_array()) {
    auto rule = read_rule(*element.as_table(), file, diagnostics);
    const bool is_double = std::ranges::any_of(rules, [&](const auto& earlier) {
      return earlier.topic == rule.topic && earlier.match == rule.match;
    });
    if (is_double) root.complain(element, in_quotes(rule.topic) + " has a history already");
    rules.push_back(std::move(rule));
  }
  return rules;
}

}  // namespace deskgate::gateway
