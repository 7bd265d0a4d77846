// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/policy_index.hpp"

#include <algorithm>

#include "mapping/uri_reach.hpp"

namespace deskgate::mapping {

namespace {

constexpr std::string_view any_member;

std::string beginning(const Template& uri) {
  auto text = std::string(uri.literal_prefix());
  if (text.ends_with('.')) text.pop_back();
  return text;
}

}  // namespace

FileIndex::FileIndex(const PolicyFile& file) : file_(file) {
  grants_.reserve(file.grants.size());
  for (const auto& [name, rules] : file.grants) {
    const auto& grant = grants_.emplace_back(file.id + "." + name);
    for (const auto& rule : rules) add(grant, rule);
  }
}

void FileIndex::add(const std::string& grant, const Rule& rule) {
  if (file_.denies(rule.interface, rule.member)) return;
  for (const auto access : every_access) {
    if (!includes(rule.access, access)) continue;
    by_member_[{rule.interface, rule.member, access}].push_back({&grant, &rule});
    by_interface_[{rule.interface, any_member, access}].push_back({&grant, &rule});
  }
}

void FileIndex::append(const Key& key, std::vector<Opening>& found) const {
  const auto& index = std::get<1>(key) == any_member ? by_interface_ : by_member_;
  const auto openings = index.find(key);
  if (openings == index.end()) return;
  found.insert(found.end(), openings->second.begin(), openings->second.end());
}

std::vector<Opening> FileIndex::openings(const Request& request) const {
  std::vector<Opening> found;
  if (request.member && file_.denies(request.interface, *request.member)) return found;
  for (const auto access : request.accesses) {
    append({request.interface, request.member.value_or(""), access}, found);
    if (request.member) append({request.interface, every_member, access}, found);
  }
  return found;
}

PolicyIndex::PolicyIndex(std::vector<PolicyFile> files) {
  for (auto& file : files) (file.exported ? exports_ : files_).push_back(std::move(file));
  for (const auto& file : files_) {
    by_beginning_.emplace(std::piecewise_construct,
                          std::forward_as_tuple(beginning(file.service.uri)),
                          std::forward_as_tuple(file));
  }
}

template <class Visit>
bool PolicyIndex::visit_candidates(std::string_view uri, const Visit& visit) const {
  const auto look_up = [&](std::string_view text) {
    const auto [begin, end] = by_beginning_.equal_range(text);
    return std::any_of(begin, end, [&](const auto& entry) { return visit(entry.second); });
  };
  if (look_up("")) return true;
  for (auto dot = uri.find('.'); dot != uri.npos; dot = uri.find('.', dot + 1)) {
    if (look_up(uri.substr(0, dot))) return true;
  }
  return false;
}

std::vector<const FileIndex*> PolicyIndex::candidates(std::string_view uri) const {
  std::vector<const FileIndex*> found;
  visit_candidates(uri, [&](const FileIndex& file) {
    found.push_back(&file);
    return false;
  });
  return found;
}

bool PolicyIndex::speaks_of(std::string_view uri) const {
  return visit_candidates(
      uri, [&](const FileIndex& file) { return is_at_or_below(file.file().service.uri, uri); });
}

}  // namespace deskgate::mapping
