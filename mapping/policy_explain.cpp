// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/policy_explain.hpp"

#include <algorithm>
#include <set>

#include "mapping/nearest.hpp"
#include "mapping/policy_request.hpp"
#include "mapping/text.hpp"

namespace deskgate::mapping {

namespace {

using Why = Explanation::Verdict;

bool is_same(const Clause& a, const Clause& b) {
  return a.line == b.line && a.says == b.says;
}

// A rule stands in its own grant and in all that include it, but only once in the file.
void add(std::vector<Clause>& clauses, Clause clause) {
  const auto same = [&](const Clause& other) { return is_same(other, clause); };
  if (std::none_of(clauses.begin(), clauses.end(), same)) clauses.push_back(std::move(clause));
}

Clause clause(const PolicyFile& file, const Rule& rule) {
  return {file.path, rule.line, rule.grant, describe(rule)};
}

// What the request is about: "call Play of org.mpris.MediaPlayer2.Player".
std::string subject(const Request& request) {
  std::string uses;
  for (const auto access : request.accesses) {
    (uses += uses.empty() ? "" : " or ") += to_string(access);
  }
  return uses + " " + request.member.value_or("any property") + " of " + request.interface;
}

// The rules for which `is_meant` holds, of all grants or of those that are held.
struct Found {
  std::vector<std::string> grants;
  std::vector<Clause> clauses;
};

template <class Test>
Found find_rules(const PolicyFile& file, Test is_meant) {
  Found found;
  for (const auto& [name, rules] : file.grants) {
    const auto grant = file.id + "." + name;
    for (const auto& rule : rules) {
      if (!is_meant(grant, rule)) continue;
      if (found.grants.empty() || found.grants.back() != grant) found.grants.push_back(grant);
      add(found.clauses, clause(file, rule));
    }
  }
  std::stable_sort(found.clauses.begin(), found.clauses.end(),
                   [](const auto& a, const auto& b) { return a.line < b.line; });
  return found;
}

std::vector<Clause> denials(const PolicyFile& file, const Request& asked) {
  std::vector<Clause> clauses;
  for (const auto& denial : file.denials) {
    const bool is_member =
        !asked.member || denial.member == *asked.member || denial.member == every_member;
    if (denial.interface != asked.interface || !is_member) continue;
    add(clauses, {file.path, denial.line, denial.grant,
                  "deny " + denial.member + " of " + denial.interface});
  }
  return clauses;
}

// The members that the file opens for these accesses: what may have been meant.
std::vector<std::string> members(const PolicyFile& file, const Request& asked) {
  const Request any{asked.interface, std::nullopt, asked.accesses};
  std::set<std::string> names;
  for (const auto& [grant, rules] : file.grants) {
    for (const auto& rule : rules) {
      if (rule.member != every_member && allows(file, rule, any)) names.insert(rule.member);
    }
  }
  return {names.begin(), names.end()};
}

Explanation explain_not_opened(const PolicyFile& file, const Request& asked) {
  Explanation explanation;
  explanation.summary = "not allowed: no grant of " + file.path + " opens " + subject(asked) +
                        did_you_mean(asked.member.value_or(""), members(file, asked));
  if (!asked.member) return explanation;
  const Request otherwise{
      asked.interface, asked.member, {every_access.begin(), every_access.end()}};
  explanation.clauses = find_rules(file, [&](const auto&, const Rule& rule) {
                          return allows(file, rule, otherwise);
                        }).clauses;
  if (!explanation.clauses.empty()) explanation.summary += "; it opens the member otherwise";
  return explanation;
}

Explanation explain_request(const PolicyFile& file, const Grants& held, const Request& asked) {
  const auto does = [&](const auto&, const Rule& rule) { return allows(file, rule, asked); };
  auto would = find_rules(file, does);
  auto own = find_rules(file, [&](const auto& grant, const Rule& rule) {
    return holds(held, grant) && does(grant, rule);
  });
  if (!own.clauses.empty()) {
    const bool is_asked = find_rules(file, [&](const auto& grant, const Rule& rule) {
                            return holds(held, grant) && does(grant, rule) && !rule.limits.ask;
                          }).clauses.empty();
    if (is_asked) {
      return {Why::asks,
              "not allowed before somebody at the desktop is asked, as " + joined(own.grants) +
                  " wants, and nobody can be asked yet",
              own.grants, own.clauses};
    }
    return {Why::allowed, "allowed by " + joined(own.grants), own.grants, own.clauses};
  }
  if (!would.clauses.empty()) {
    const auto* needs = would.grants.size() == 1 ? "the grant " : "one of the grants ";
    return {Why::needs_grant, "not allowed: it needs " + (needs + joined(would.grants)),
            would.grants, would.clauses};
  }
  if (auto denying = denials(file, asked); !denying.empty()) {
    return {Why::denied, "not allowed: " + file.path + " denies it to everybody", {}, denying};
  }
  return explain_not_opened(file, asked);
}

// How the URI would read if its first components were those of the template.
std::string corrected(const Template& object, const std::vector<std::string_view>& uri) {
  const auto wanted = split(object.text(), '.');
  std::string text;
  for (std::size_t i = 0; i < std::max(wanted.size(), uri.size()); ++i) {
    const bool is_given = i < uri.size() && (i >= wanted.size() || is_capture(wanted[i]));
    (text += text.empty() ? "" : ".") += is_given ? uri[i] : wanted[i];
  }
  return text;
}

Explanation not_opened(std::string summary) {
  return {Why::not_opened, "not allowed: " + std::move(summary), {}, {}};
}

// The URI lies at or under an object of the file but is no member of it.
Explanation explain_below(const PolicyFile& file, Operation operation, std::string_view uri,
                          const std::vector<std::string_view>& below) {
  std::vector<std::string> known;
  for (const auto& [alias, interface] : file.aliases) known.push_back(alias);
  if (!below.empty() && !file.aliases.contains(below[0])) {
    auto guess = did_you_mean(below[0], known);
    if (guess.empty()) guess = "; it has " + joined(known);
    return not_opened(file.path + " has no interface " + in_quotes(below[0]) + guess);
  }
  const auto parsed = parse_member_uri(file.service.uri, uri);
  if (parsed && accesses(parsed->kind, operation).empty()) {
    return not_opened(std::string(uri) + " is a procedure, which can be called only");
  }
  return not_opened(std::string(uri) + " is no member of an object of " + file.path +
                    "; below the object stand an interface (" + joined(known) +
                    ") and a member, and .get or .set behind a property");
}

// No file has an object for the URI. That one exports it opens nothing, but is worth knowing.
Explanation explain_elsewhere(const Policy& policy, std::string_view uri) {
  std::vector<std::string> candidates;
  for (const auto& file : policy.files()) {
    candidates.push_back(corrected(file.service.uri, split(uri, '.')));
  }
  auto explanation = not_opened("no policy file has an object for " + std::string(uri) +
                                did_you_mean(uri, candidates));
  for (const auto& file : policy.exports()) {
    for (const auto& exported : file.exported->uris) {
      if (exported.uri != uri) continue;
      explanation.clauses.push_back({file.path, exported.line, "export", exported.says});
    }
  }
  return explanation;
}

Explanation explain_unknown(const Policy& policy, Operation operation, std::string_view uri) {
  const auto parts = split(uri, '.');
  for (const auto& file : policy.files()) {
    const auto depth = split(file.service.uri.text(), '.').size();
    if (parts.size() < depth || corrected(file.service.uri, parts) != uri) continue;
    return explain_below(file, operation, uri,
                         {parts.begin() + static_cast<std::ptrdiff_t>(depth), parts.end()});
  }
  return explain_elsewhere(policy, uri);
}

}  // namespace

std::string Explanation::text() const {
  auto lines = summary + "\n";
  for (const auto& clause : clauses) {
    lines += "  " + clause.file + ":" + std::to_string(clause.line) + ": [" + clause.grant + "] " +
             clause.says + "\n";
  }
  return lines;
}

Explanation explain(const Policy& policy, const Grants& held, Operation operation,
                    std::string_view uri) {
  for (const auto& file : policy.files()) {
    const auto asked = request(file, operation, uri);
    if (asked && !asked->accesses.empty()) return explain_request(file, held, *asked);
  }
  return explain_unknown(policy, operation, uri);
}

}  // namespace deskgate::mapping
