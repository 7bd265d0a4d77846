// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/misspelt.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "mapping/nearest.hpp"
#include "mapping/text.hpp"

namespace deskgate::mapping {
namespace {

// A name as a line of the file has it.
struct Mention {
  std::string interface;
  std::string member;
  int line;
  bool may_be_method;
  bool may_be_signal;
  bool may_be_property;
};

Mention mention(const Rule& rule) {
  const bool is_observed = rule.access == Access::observe;
  const bool is_call = rule.access == Access::call;
  const bool is_signal = rule.access == Access::signal;
  return {rule.interface,
          rule.member,
          rule.line,
          is_call || is_observed,
          is_signal || is_observed,
          !is_call && !is_signal && !is_observed};
}

std::vector<Mention> mentions(const PolicyFile& file) {
  std::vector<Mention> all;
  for (const auto& [grant, rules] : file.grants) {
    for (const auto& rule : rules) all.push_back(mention(rule));
  }
  for (const auto& denial : file.denials) {
    all.push_back({denial.interface, denial.member, denial.line, true, true, true});
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.line < b.line; });
  return all;
}

template <class Table>
void add_names(std::vector<std::string>& names, const Table& table) {
  for (const auto& [name, info] : table) names.push_back(name);
}

std::vector<std::string> members_of(const InterfaceInfo& info, const Mention& mention) {
  std::vector<std::string> names;
  if (mention.may_be_method) add_names(names, info.methods);
  if (mention.may_be_signal) add_names(names, info.signals);
  if (mention.may_be_property) add_names(names, info.properties);
  return names;
}

std::string kind_of(const Mention& mention) {
  if (mention.may_be_property) return mention.may_be_method ? "member" : "property";
  if (!mention.may_be_signal) return "method";
  return mention.may_be_method ? "method or signal" : "signal";
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::optional<Diagnostic> judge(const PolicyFile& file, const Mention& mention,
                                std::vector<std::string> names, const std::set<std::string>& known,
                                const std::string& what) {
  if (names.empty() || contains(names, what)) return std::nullopt;
  std::erase_if(names, [&](const auto& name) { return known.contains(name); });
  const auto suggestion = did_you_mean(what, names);
  if (suggestion.empty()) return std::nullopt;
  const bool is_interface = what == mention.interface;
  const auto lack = is_interface ? "the object has no interface "
                                 : mention.interface + " has no " + kind_of(mention) + " ";
  return Diagnostic{file.path, mention.line, lack + in_quotes(what) + suggestion};
}

}  // namespace

Diagnostics misspelt(const PolicyFile& file, const InterfaceTable& interfaces) {
  const auto all = mentions(file);
  std::set<std::string> named_interfaces;
  std::map<std::string, std::set<std::string>> named_members;
  for (const auto& each : all) {
    named_interfaces.insert(each.interface);
    named_members[each.interface].insert(each.member);
  }
  std::vector<std::string> present;
  add_names(present, interfaces);
  std::set<std::pair<int, std::string>> told;
  Diagnostics found;
  for (const auto& each : all) {
    const auto info = interfaces.find(each.interface);
    const bool is_known = info != interfaces.end();
    if (is_known && each.member == every_member) continue;
    const auto& what = is_known ? each.member : each.interface;
    auto diagnostic = is_known ? judge(file, each, members_of(info->second, each),
                                       named_members[each.interface], what)
                               : judge(file, each, present, named_interfaces, what);
    if (diagnostic && told.emplace(each.line, what).second) found.push_back(*std::move(diagnostic));
  }
  return found;
}

}  // namespace deskgate::mapping
