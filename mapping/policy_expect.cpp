// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/policy_expect.hpp"

#include "mapping/policy.hpp"
#include "mapping/policy_explain.hpp"
#include "mapping/text.hpp"

namespace deskgate::mapping {

namespace {

// What becomes of a request, and why.
struct Outcome {
  Verdict verdict;
  std::string why;
};

Outcome judge(const Expectation& expected, const Decision& decision) {
  auto arguments = nlohmann::json::array();
  std::vector<ArgumentInfo> names;
  for (const auto& [name, value] : expected.arguments->items()) {
    arguments.push_back(value);
    names.push_back({expected.arguments->is_object() ? name : "", "v"});
  }
  const auto satisfied = satisfied_by(arguments, decision.rules, names);
  if (satisfied.rules.empty()) return {Verdict::deny, satisfied.refusal};
  const auto& rule = *satisfied.rules.front();
  return {rule.limits.ask ? Verdict::ask : Verdict::allow,
          "line " + std::to_string(rule.line) + ", " + describe(rule)};
}

Outcome judge_uri(const Explanation& explanation, const Decision& decision) {
  auto why = explanation.text();
  while (why.ends_with('\n')) why.pop_back();
  if (!decision.is_allowed) return {Verdict::deny, why};
  bool is_ask = true;
  for (const auto* rule : decision.rules) is_ask = is_ask && rule->limits.ask;
  return {is_ask ? Verdict::ask : Verdict::allow, why};
}

Outcome outcome(const Policy& policy, const Expectation& expected) {
  const auto decision = policy.decide(expected.held, expected.operation, expected.uri);
  if (decision.is_allowed && expected.arguments) return judge(expected, decision);
  return judge_uri(explain(policy, expected.held, expected.operation, expected.uri), decision);
}

std::string quoted(Verdict verdict) {
  return in_quotes(to_string(verdict));
}

}  // namespace

Diagnostics failed_expectations(const PolicyFile& file) {
  Diagnostics failed;
  const Policy policy({file});
  for (const auto& expected : file.expectations) {
    const auto found = outcome(policy, expected);
    if (found.verdict == expected.verdict) continue;
    failed.push_back({file.path, expected.line,
                      "expected " + quoted(expected.verdict) + " for the " +
                          std::string(to_string(expected.operation)) + " of " + expected.uri +
                          ", but it is " + quoted(found.verdict) + ": " + found.why});
  }
  return failed;
}

}  // namespace deskgate::mapping
