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

// Names are the service's to choose, and each is compared: no service that a file is written for
// has more.
constexpr std::size_t most_compared = 512;

// Letters that are wrong, missing or too many in a word.
constexpr std::size_t slips_allowed = 2;

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
  std::erase_if(all, [](const auto& each) { return each.member == every_member; });
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

// What two interfaces do not share, if that is one element and the rest is the same.
std::optional<std::pair<std::string, std::string>> difference(std::string_view one,
                                                              std::string_view other) {
  const auto left = split(one, '.');
  const auto right = split(other, '.');
  if (left.size() != right.size()) return std::nullopt;
  std::optional<std::pair<std::string, std::string>> found;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (left[i] == right[i]) continue;
    if (found) return std::nullopt;
    found.emplace(left[i], right[i]);
  }
  return found;
}

bool is_near(std::string_view one, std::string_view other) {
  const auto different = difference(one, other);
  return different && nearest(different->first, {different->second}, slips_allowed);
}

Diagnostics misspelt_interfaces(const PolicyFile& file, const InterfaceTable& present) {
  Diagnostics found;
  for (const auto& [interface, line] : file.interface_lines) {
    if (present.contains(interface)) continue;
    for (const auto& [other, info] : present) {
      if (file.interface_lines.contains(other) || !is_near(interface, other)) continue;
      found.push_back({file.path, line,
                       "the object has no interface " + in_quotes(interface) + "; did you mean " +
                           in_quotes(other) + "?"});
      break;
    }
  }
  return found;
}

std::optional<Diagnostic> misspelt_member(const PolicyFile& file, const Mention& mention,
                                          const InterfaceInfo& info,
                                          const std::set<std::string>& known) {
  auto names = members_of(info, mention);
  if (names.empty() || names.size() > most_compared || contains(names, mention.member)) {
    return std::nullopt;
  }
  std::erase_if(names, [&](const auto& name) { return known.contains(name); });
  const auto suggestion = did_you_mean(mention.member, names, slips_allowed);
  if (suggestion.empty()) return std::nullopt;
  return Diagnostic{file.path, mention.line,
                    mention.interface + " has no " + kind_of(mention) + " " +
                        in_quotes(mention.member) + suggestion};
}

}  // namespace

Diagnostics misspelt(const PolicyFile& file, const InterfaceTable& interfaces) {
  auto found = misspelt_interfaces(file, interfaces);
  const auto all = mentions(file);
  std::map<std::string, std::set<std::string>> known;
  for (const auto& each : all) known[each.interface].insert(each.member);
  std::set<std::pair<int, std::string>> told;
  for (const auto& each : all) {
    const auto info = interfaces.find(each.interface);
    if (info == interfaces.end()) continue;
    auto mistake = misspelt_member(file, each, info->second, known[each.interface]);
    const bool is_new = mistake && told.emplace(each.line, each.member).second;
    if (is_new) found.push_back(*std::move(mistake));
  }
  return found;
}

}  // namespace deskgate::mapping
