// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <tuple>

#include "mapping/policy.hpp"
#include "mapping/text.hpp"

namespace deskgate::mapping {

using nlohmann::json;

namespace {

using Refusal = std::optional<std::string>;
using Expected = std::vector<ArgumentInfo>;

bool is_position(const std::string& argument) {
  return argument[0] >= '0' && argument[0] <= '9';
}

// The positions that a constraint speaks of: one, or all arguments of that name.
std::vector<std::size_t> positions(const std::string& argument, const Expected& expected) {
  if (is_position(argument)) return {std::stoul(argument)};
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (expected[i].name == argument) found.push_back(i);
  }
  return found;
}

std::string place(std::size_t position, const Expected& expected) {
  const auto name = position < expected.size() ? expected[position].name : "";
  return "argument " + std::to_string(position + 1) + (name.empty() ? "" : " (" + name + ")") +
         ": ";
}

Refusal refuse_argument(const Constraint& constraint, std::size_t position, const json& arguments,
                        const Expected& expected) {
  if (position >= arguments.size()) return place(position, expected) + "is missing";
  const auto violation = position < expected.size()
                             ? constraint.violated_by(arguments[position], expected[position].type)
                             : constraint.violated_by(arguments[position]);
  if (!violation) return std::nullopt;
  return place(position, expected) + *violation;
}

Refusal refuse_by(const Rule& rule, const json& arguments, const Expected& expected) {
  for (const auto& [argument, constraint] : rule.arguments) {
    const auto meant = positions(argument, expected);
    if (meant.empty()) {
      return "the policy limits the argument " + in_quotes(argument) +
             ", but the service does not say which one that is";
    }
    for (const auto position : meant) {
      if (auto refusal = refuse_argument(constraint, position, arguments, expected)) return refusal;
    }
  }
  return std::nullopt;
}

// What is forced, by argument: two rules that force different values are told apart by it, so that
// the order in which they are written decides nothing.
std::map<std::string, std::string> forced(const Rule& rule) {
  std::map<std::string, std::string> found;
  for (const auto& [argument, constraint] : rule.arguments) {
    if (constraint.force) found.emplace(argument, constraint.force->dump());
  }
  return found;
}

bool is_more_generous(const Rule* a, const Rule* b) {
  const auto rank = [](const Rule& rule) {
    const auto& [ask, rate, timeout] = rule.limits;
    auto values = forced(rule);
    const auto count = values.size();
    const auto per_hour = rate ? -(rate->count * std::chrono::hours(1) / rate->per) : 0;
    return std::make_tuple(ask, count, rate.has_value(), per_hour, -timeout.value_or(call_timeout),
                           std::move(values));
  };
  return rank(*a) < rank(*b);
}

std::string alternatives(const std::vector<std::string>& refusals) {
  std::string text;
  for (const auto& refusal : refusals) text += (text.empty() ? "" : "; or ") + refusal;
  return text;
}

}  // namespace

Satisfied satisfied_by(const json& arguments, const std::vector<const Rule*>& rules,
                       const Expected& expected) {
  if (!arguments.is_array()) return {{}, "expected a list of arguments"};
  if (rules.empty()) return {{}, "no rule allows it"};
  Satisfied found;
  std::vector<std::string> refusals;
  for (const auto* rule : rules) {
    auto refusal = refuse_by(*rule, arguments, expected);
    if (!refusal) {
      found.rules.push_back(rule);
    } else if (std::find(refusals.begin(), refusals.end(), *refusal) == refusals.end()) {
      refusals.push_back(*std::move(refusal));
    }
  }
  if (found.rules.empty()) found.refusal = alternatives(refusals);
  if (found.rules.size() > 1) {
    std::stable_sort(found.rules.begin(), found.rules.end(), is_more_generous);
  }
  return found;
}

json with_forced(json arguments, const Rule& rule, const Expected& expected) {
  for (const auto& [argument, constraint] : rule.arguments) {
    if (!constraint.force) continue;
    for (const auto position : positions(argument, expected)) {
      arguments[position] = *constraint.force;
    }
  }
  return arguments;
}

}  // namespace deskgate::mapping
