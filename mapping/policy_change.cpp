// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/policy_change.hpp"

#include <set>
#include <tuple>

namespace deskgate::mapping {
namespace {

bool are_same(const Service& a, const Service& b) {
  return a.bus == b.bus && a.name.text() == b.name.text() && a.except == b.except &&
         a.path.text() == b.path.text() && a.uri.text() == b.uri.text() && a.activate == b.activate;
}

using Opened = std::set<std::tuple<std::string, std::string, Access>>;

Opened opened_by(const PolicyFile& file) {
  Opened opened;
  for (const auto& [grant, rules] : file.grants) {
    for (const auto& rule : rules) opened.emplace(rule.interface, rule.member, rule.access);
  }
  return opened;
}

}  // namespace

bool mirrors_alike(const PolicyFile& a, const PolicyFile& b) {
  return are_same(a.service, b.service) && a.aliases == b.aliases && a.denied == b.denied &&
         a.types == b.types && opened_by(a) == opened_by(b);
}

}  // namespace deskgate::mapping
