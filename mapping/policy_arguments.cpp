// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <algorithm>

#include "mapping/policy.hpp"
#include "mapping/text.hpp"
#include "mapping/typed_value.hpp"

namespace deskgate::mapping {

using nlohmann::json;

namespace {

using Refusal = std::optional<std::string>;

bool is_position(const std::string& argument) {
  return argument[0] >= '0' && argument[0] <= '9';
}

// The positions that a constraint speaks of: one, or all arguments of that name.
std::vector<std::size_t> positions(const std::string& argument,
                                   const std::vector<std::string>& names) {
  if (is_position(argument)) return {std::stoul(argument)};
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == argument) found.push_back(i);
  }
  return found;
}

std::string place(std::size_t position, const std::vector<std::string>& names) {
  const auto name = position < names.size() ? names[position] : "";
  return "argument " + std::to_string(position + 1) + (name.empty() ? "" : " (" + name + ")") +
         ": ";
}

Refusal refuse_argument(const Rule& rule, const Constraint& constraint, std::size_t position,
                        const json& arguments, const std::vector<std::string>& names) {
  if (position >= arguments.size()) return place(position, names) + "is missing";
  const auto& given = arguments[position];
  const auto violation =
      constraint.violated_by(rule.access == Access::set ? unwrapped(given) : given);
  if (!violation) return std::nullopt;
  return place(position, names) + *violation;
}

Refusal refuse_by(const Rule& rule, const json& arguments, const std::vector<std::string>& names) {
  for (const auto& [argument, constraint] : rule.arguments) {
    const auto meant = positions(argument, names);
    if (meant.empty()) {
      return "the policy limits the argument " + in_quotes(argument) +
             ", but the service does not say which one that is";
    }
    for (const auto position : meant) {
      if (auto refusal = refuse_argument(rule, constraint, position, arguments, names))
        return refusal;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> refuse_arguments(const std::vector<const Rule*>& rules,
                                            const json& arguments,
                                            const std::vector<std::string>& names) {
  if (!arguments.is_array()) return "expected a list of arguments";
  std::vector<std::string> refusals;
  for (const auto* rule : rules) {
    auto refusal = refuse_by(*rule, arguments, names);
    if (!refusal) return std::nullopt;
    const bool is_new = std::find(refusals.begin(), refusals.end(), *refusal) == refusals.end();
    if (is_new) refusals.push_back(*std::move(refusal));
  }
  if (refusals.empty()) return "no rule allows it";
  std::string text = refusals.front();
  for (std::size_t i = 1; i < refusals.size(); ++i) text += "; or " + refusals[i];
  return text;
}

}  // namespace deskgate::mapping
