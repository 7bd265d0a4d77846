// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <map>
#include <set>

#include "mapping/policy_draft.hpp"
#include "mapping/text.hpp"

namespace deskgate::mapping {

namespace {

void check_includes(const PolicyDraft& draft, const Reading& reading) {
  std::vector<std::string> names;
  for (const auto& [name, grant] : draft.grants) names.push_back(name);
  for (const auto& [name, grant] : draft.grants) {
    for (const auto& include : grant.includes) {
      if (draft.grants.contains(include.grant)) continue;
      reading.complain(include.line, "[grant." + name + "] includes " + in_quotes(include.grant) +
                                         ", which is no grant of this file" +
                                         did_you_mean(include.grant, names));
    }
  }
}

// The grant and all that it includes, directly or not. Unknown ones are left out.
std::set<std::string> closure(const PolicyDraft& draft, const std::string& start) {
  std::set<std::string> found;
  std::vector<std::string> open{start};
  while (!open.empty()) {
    const auto name = std::move(open.back());
    open.pop_back();
    const auto grant = draft.grants.find(name);
    if (grant == draft.grants.end() || !found.insert(name).second) continue;
    for (const auto& include : grant->second.includes) open.push_back(include.grant);
  }
  return found;
}

std::string cycle(const std::string& grant, const std::string& included) {
  const auto way = included == grant ? "" : " by way of " + in_quotes(included);
  return "[grant." + grant + "] includes itself" + way;
}

void check_cycles(const PolicyDraft& draft, const Reading& reading) {
  for (const auto& [name, grant] : draft.grants) {
    for (const auto& include : grant.includes) {
      if (!closure(draft, include.grant).contains(name)) continue;
      reading.complain(include.line, cycle(name, include.grant));
    }
  }
}

void resolve_includes(PolicyDraft& draft) {
  for (const auto& [name, grant] : draft.grants) {
    auto& rules = draft.file.grants[name];
    for (const auto& part : closure(draft, name)) {
      const auto& own = draft.grants.find(part)->second.rules;
      rules.insert(rules.end(), own.begin(), own.end());
    }
  }
}

// In the order of the lines, so that the second of two is the one that is told.
void name_interfaces(PolicyDraft& draft, const Reading& reading) {
  std::multimap<int, std::string> by_line;
  for (const auto& [interface, alias] : draft.aliases) by_line.emplace(alias.line, interface);
  for (const auto& [line, interface] : by_line) {
    const auto& alias = draft.aliases.find(interface)->second.alias;
    const auto [other, is_new] = draft.file.aliases.emplace(alias, interface);
    if (is_new) continue;
    reading.complain(line, interface + " and " + other->second + " would both be " +
                               in_quotes(alias) +
                               " in URIs; give one of them another name with \"as\"");
  }
}

// Interface and member, and the line that opens it.
using OpenedMembers = std::map<std::pair<std::string, std::string>, int>;

OpenedMembers opened(const PolicyDraft& draft, Access access) {
  OpenedMembers members;
  for (const auto& [name, grant] : draft.grants) {
    for (const auto& rule : grant.rules) {
      if (rule.access == access) members.try_emplace({rule.interface, rule.member}, rule.line);
    }
  }
  return members;
}

// A signal's topic and a watched property's are one URI.
void check_topics(const PolicyDraft& draft, const Reading& reading) {
  const auto signals = opened(draft, Access::signal);
  for (const auto& [member, line] : opened(draft, Access::watch)) {
    if (member.second == every_member || !signals.contains(member)) continue;
    reading.complain(line,
                     in_quotes(member.second) + " of " + member.first +
                         " is both a signal and a watched property, which would be one topic");
  }
}

// Who may hear every signal could subscribe to the topic of an observed call, too.
void check_observed(const PolicyDraft& draft, const Reading& reading, Access access) {
  const auto others = opened(draft, access);
  for (const auto& [member, line] : opened(draft, Access::observe)) {
    for (const auto& which : {member.second, std::string(every_member)}) {
      const auto other = others.find({member.first, which});
      if (other == others.end()) continue;
      reading.complain(
          line, in_quotes(member.second) + " of " + member.first + " is observed, and " +
                    in_quotes(to_string(access)) + " in line " + std::to_string(other->second) +
                    " opens the same topic; " +
                    (which == every_member ? "list its members there" : "keep one of the two"));
    }
  }
}

}  // namespace

void finish(PolicyDraft& draft, const Reading& reading) {
  check_includes(draft, reading);
  check_cycles(draft, reading);
  name_interfaces(draft, reading);
  check_topics(draft, reading);
  for (const auto access : {Access::signal, Access::watch}) check_observed(draft, reading, access);
  resolve_includes(draft);
}

}  // namespace deskgate::mapping
