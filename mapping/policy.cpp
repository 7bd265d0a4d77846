// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/policy.hpp"

#include <algorithm>

#include "mapping/nearest.hpp"
#include "mapping/policy_index.hpp"
#include "mapping/text.hpp"

namespace deskgate::mapping {

namespace {

std::string refusal(std::set<std::string> grants, std::string_view uri) {
  if (grants.empty()) return "no policy opens " + std::string(uri);
  const auto* needs = grants.size() == 1 ? "needs the grant " : "needs one of the grants ";
  return needs + joined({grants.begin(), grants.end()});
}

}  // namespace

Policy::Policy(std::vector<PolicyFile> files)
    : index_(std::make_shared<const PolicyIndex>(std::move(files))) {}

const std::vector<PolicyFile>& Policy::files() const {
  return index_->files();
}

const std::vector<PolicyFile>& Policy::exports() const {
  return index_->exports();
}

bool Policy::speaks_of(std::string_view uri) const {
  return index_->speaks_of(uri);
}

Decision Policy::decide(const Grants& held, Operation operation, std::string_view uri) const {
  const bool holds_all = held.contains(every_member);
  std::vector<const Rule*> rules;
  std::set<std::string> grants;
  for (const auto* file : index_->candidates(uri)) {
    const auto asked = request(file->file(), operation, uri);
    if (!asked) continue;
    for (const auto& opening : file->openings(*asked)) {
      const bool is_held = holds_all || held.contains(*opening.grant);
      if (is_held) rules.push_back(opening.rule);
      if (rules.empty()) grants.insert(*opening.grant);
    }
  }
  if (rules.empty()) return {false, refusal(std::move(grants), uri), {}};
  return {true, "", std::move(rules)};
}

const PolicyFile* Policy::find(std::string_view id) const {
  const auto found =
      std::find_if(files().begin(), files().end(), [&](const auto& file) { return file.id == id; });
  return found == files().end() ? nullptr : &*found;
}

bool Policy::may_see(const Grants& held, const PolicyFile& file) const {
  const auto* present = find(file.id);
  return present &&
         std::any_of(present->grants.begin(), present->grants.end(), [&](const auto& grant) {
           return holds(held, present->id + "." + grant.first);
         });
}

bool may_get(const Grants& held, const PolicyFile& file, std::string_view interface,
             std::string_view property) {
  if (!is_member_name(property)) return false;
  const Request asked{std::string(interface), std::string(property), {Access::get}};
  const auto gives_unasked = [&](const Rule& rule) {
    return !rule.limits.ask && allows(file, rule, asked);
  };
  return std::any_of(file.grants.begin(), file.grants.end(), [&](const auto& grant) {
    return holds(held, file.id + "." + grant.first) &&
           std::any_of(grant.second.begin(), grant.second.end(), gives_unasked);
  });
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
