// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/policy.hpp"

#include <algorithm>

#include "mapping/nearest.hpp"
#include "mapping/policy_request.hpp"
#include "mapping/text.hpp"

namespace deskgate::mapping {

namespace {

bool holds(const Grants& held, const PolicyFile& file, std::string_view grant) {
  return held.contains(every_member) || held.contains(file.id + "." + std::string(grant));
}

// The grants that would do and the rules of those that are held.
struct Findings {
  std::vector<std::string> grants;
  std::vector<const Rule*> rules;
};

void judge(const Grants& held, const PolicyFile& file, const Request& request, Findings& findings) {
  for (const auto& [name, rules] : file.grants) {
    const bool is_held = holds(held, file, name);
    bool would_do = false;
    for (const auto& rule : rules) {
      if (!allows(file, rule, request)) continue;
      would_do = true;
      if (is_held) findings.rules.push_back(&rule);
    }
    if (would_do) findings.grants.push_back(file.id + "." + name);
  }
}

std::string refusal(const Findings& findings, std::string_view uri) {
  if (findings.grants.empty()) return "no policy opens " + std::string(uri);
  const auto* needs = findings.grants.size() == 1 ? "needs the grant " : "needs one of the grants ";
  return needs + joined(findings.grants);
}

}  // namespace

Decision Policy::decide(const Grants& held, Operation operation, std::string_view uri) const {
  Findings findings;
  for (const auto& file : files_) {
    if (const auto asked = request(file, operation, uri)) judge(held, file, *asked, findings);
  }
  if (findings.rules.empty()) return {false, refusal(findings, uri), {}};
  return {true, "", std::move(findings.rules)};
}

bool Policy::may_see(const Grants& held, const PolicyFile& file) const {
  return std::any_of(file.grants.begin(), file.grants.end(),
                     [&](const auto& grant) { return holds(held, file, grant.first); });
}

bool may_get(const Grants& held, const PolicyFile& file, std::string_view interface,
             std::string_view property) {
  if (!is_member_name(property)) return false;
  Findings findings;
  judge(held, file, {std::string(interface), std::string(property), {Access::get}}, findings);
  return !findings.rules.empty();
}

std::optional<std::string> unknown_grant(const Policy& policy, std::string_view grant) {
  std::vector<std::string> known;
  for (const auto& file : policy.files()) {
    for (const auto& [name, rules] : file.grants) known.push_back(file.id + "." + name);
  }
  const bool is_known = std::find(known.begin(), known.end(), grant) != known.end();
  if (is_known || grant == every_member) return std::nullopt;
  return "no policy file has the grant " + in_quotes(grant) + did_you_mean(grant, known);
}

}  // namespace deskgate::mapping
