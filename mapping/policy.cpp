// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/policy.hpp"

#include <algorithm>

#include "mapping/nearest.hpp"
#include "mapping/text.hpp"

namespace deskgate::mapping {

namespace {

// What a URI asks of a file: accesses of which any will do, to a member of an interface.
struct Request {
  std::string interface;
  std::optional<std::string> member;  // nullopt: whichever
  std::vector<Access> accesses;
};

bool holds(const Grants& held, const PolicyFile& file, std::string_view grant) {
  return held.contains(every_member) || held.contains(file.id + "." + std::string(grant));
}

std::vector<Access> accesses(MemberKind kind, Operation operation) {
  if (operation == Operation::subscribe) {
    if (kind != MemberKind::method_or_topic) return {};
    return {Access::signal, Access::watch};
  }
  switch (kind) {
    case MemberKind::method_or_topic:
      return {Access::call};
    case MemberKind::set:
      return {Access::set};
    case MemberKind::get:
    case MemberKind::get_all:
      return {Access::get};
  }
  return {};
}

std::optional<Request> request(const PolicyFile& file, Operation operation, std::string_view uri) {
  const auto parsed = parse_member_uri(file.service.uri, uri);
  if (!parsed) return std::nullopt;
  const auto interface = file.aliases.find(parsed->interface_alias);
  if (interface == file.aliases.end()) return std::nullopt;
  Request asked{interface->second, std::nullopt, accesses(parsed->kind, operation)};
  if (parsed->kind == MemberKind::get_all) return asked;
  if (!is_member_name(parsed->member)) return std::nullopt;
  asked.member = parsed->member;
  return asked;
}

bool gives(const Rule& rule, const Request& request) {
  if (rule.interface != request.interface) return false;
  const bool is_member =
      !request.member || rule.member == *request.member || rule.member == every_member;
  return is_member && std::any_of(request.accesses.begin(), request.accesses.end(),
                                  [&](Access wanted) { return includes(rule.access, wanted); });
}

// Where any member is asked for, a rule counts as long as its own member is not denied.
bool allows(const PolicyFile& file, const Rule& rule, const Request& request) {
  return gives(rule, request) && !file.denies(rule.interface, request.member.value_or(rule.member));
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
