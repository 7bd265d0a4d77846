// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Rules and conditions in words.
#include "mapping/policy_file.hpp"
#include "mapping/text.hpp"

namespace deskgate::mapping {

namespace {

std::string listed(const std::vector<nlohmann::json>& values) {
  std::vector<std::string> texts;
  for (const auto& value : values) texts.push_back(value.dump());
  return joined(texts);
}

std::string listed(const std::vector<std::string>& texts) {
  return texts.empty() ? "none" : joined(texts);
}

// "a, b and c"
std::string enumerated(const std::vector<std::string>& parts) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += i + 1 == parts.size() ? " and " : ", ";
    text += parts[i];
  }
  return text;
}

// Arguments count from 0 in the file and from 1 in words.
std::string named_argument(const Rule& rule, const std::string& argument) {
  if (rule.access == Access::set) return "the value ";
  const bool is_position = argument[0] >= '0' && argument[0] <= '9';
  if (!is_position) return "argument " + in_quotes(argument) + " ";
  return "argument " + std::to_string(std::stoul(argument) + 1) + " ";
}

}  // namespace

std::string Constraint::text() const {
  std::vector<std::string> parts;
  if (min) parts.push_back("is at least " + nlohmann::json(*min).dump());
  if (max) parts.push_back("is at most " + nlohmann::json(*max).dump());
  if (one_of) parts.push_back("is one of " + listed(*one_of));
  if (prefix) parts.push_back("starts with " + in_quotes(*prefix));
  if (max_length) parts.push_back("is at most " + std::to_string(*max_length) + " long");
  if (keys) parts.push_back("has no other keys than " + listed(*keys));
  return enumerated(parts);
}

std::string describe(const Rule& rule) {
  std::vector<std::string> conditions;
  for (const auto& [argument, constraint] : rule.arguments) {
    conditions.push_back(named_argument(rule, argument) + constraint.text());
  }
  const auto member = rule.member == every_member ? "everything" : rule.member;
  const auto opens = std::string(to_string(rule.access)) + " " + member + " of " + rule.interface;
  return conditions.empty() ? opens : opens + ", if " + joined(conditions);
}

}  // namespace deskgate::mapping
