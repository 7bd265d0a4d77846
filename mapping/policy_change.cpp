// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/policy_change.hpp"

#include <set>
#include <utility>

namespace deskgate::mapping {
namespace {

bool are_same(const Service& a, const Service& b) {
  return a.bus == b.bus && a.name.text() == b.name.text() && a.except == b.except &&
         a.path.text() == b.path.text() && a.uri.text() == b.uri.text() && a.activate == b.activate;
}

using Opened = std::set<std::pair<std::string, Access>>;

Opened opened_by(const PolicyFile& file, const std::string& interface) {
  Opened opened;
  for (const auto& [grant, rules] : file.grants) {
    for (const auto& rule : rules) {
      if (rule.interface == interface) opened.emplace(rule.member, rule.access);
    }
  }
  return opened;
}

std::set<std::string> denied_by(const PolicyFile& file, const std::string& interface) {
  const auto found = file.denied.find(interface);
  return found == file.denied.end() ? std::set<std::string>() : found->second;
}

}  // namespace

std::optional<std::set<std::string>> changed_interfaces(const PolicyFile& before,
                                                        const PolicyFile& after) {
  if (!are_same(before.service, after.service) || before.aliases != after.aliases ||
      before.types != after.types) {
    return std::nullopt;
  }
  std::set<std::string> changed;
  for (const auto& [alias, interface] : before.aliases) {
    if (opened_by(before, interface) != opened_by(after, interface) ||
        denied_by(before, interface) != denied_by(after, interface)) {
      changed.insert(interface);
    }
  }
  // What a call may start is known by what its file names.
  if (before.service.activate && !changed.empty()) return std::nullopt;
  return changed;
}

}  // namespace deskgate::mapping
